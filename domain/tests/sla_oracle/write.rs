//! Generated cases as text.

use twin::{Case, Ticket};

use crate::generate::Setting;
use crate::invent::{QUESTIONS, TICKETS, engine_story, question, stamp, story};
use crate::random::Random;

/// One line for each setting.
pub fn cases(settings: impl Iterator<Item = (Random, Setting, String)>) -> String {
    let mut text = String::new();
    for (mut random, setting, _) in settings {
        let questions = (0..QUESTIONS).map(|_| question(&mut random, &setting));
        let questions = questions.map(|one| (stamp(one.start), stamp(one.end), one.budget)).collect();
        let ticket = |random: &mut Random| {
            let story = story(random, &setting);
            let (events, policy) = engine_story(&story);
            Ticket { policy, events, now: stamp(story.now) }
        };
        let tickets = (0..TICKETS).map(|_| ticket(&mut random)).collect();
        let case = Case { windows: setting.windows.clone(), questions, tickets };
        text.push_str(&serde_json::to_string(&case).expect("plain data"));
        text.push('\n');
    }
    text
}
