//! A schedule: people, phones, a network and a server, of which something goes on in each step.

use std::collections::BTreeMap;

use domain::checklist::Op;
use domain::ids::OpId;
use domain::sync::{Target, TicketOp};
use domain::time::Timestamp;

use super::acts::Acting;
use super::fault::{Checked, Fault};
use super::jobs::{Caller, Job, Work};
use super::phone::{Phone, device_clock};
use super::random::Random;
use super::scene;
use super::server::Server;
use super::tally::{Tally, kind};

/// Something on its way.
#[derive(Clone)]
pub struct Packet {
    pub caller: Caller,
    pub what: Sent,
    pub body: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sent {
    Push,
    Pull,
    Answers,
    Pulled,
}

impl Sent {
    pub fn is_request(self) -> bool {
        matches!(self, Self::Push | Self::Pull)
    }
}

/// An operation that somebody made, as the checks remember it.
pub struct Made {
    /// None for what was done at a desk.
    pub phone: Option<usize>,
    /// None for a kind that no app of today knows.
    pub target: Option<Target>,
    /// The person discarded it, took it back or made it anew.
    pub is_given_up: bool,
}

pub struct World {
    pub random: Random,
    /// In milliseconds.
    pub now: i64,
    pub server: Server,
    pub phones: Vec<Phone>,
    pub packets: Vec<Packet>,
    pub jobs: Vec<Job>,
    pub made: BTreeMap<OpId, Made>,
    pub tally: Tally,
    /// What happened, when somebody wants to read it.
    pub trace: Option<Vec<String>>,
    pub count: u32,
}

const STEPS: usize = 130;

impl World {
    pub fn new(seed: u64, fault: Option<Fault>, is_traced: bool) -> Self {
        let mut random = Random::new(seed);
        let (people, policy) = (scene::people(), scene::policy());
        let (plans, tickets) = (scene::plans(&mut random), scene::tickets(&mut random, &policy));
        let owners = scene::owners_of_phones(&mut random);
        let mut tally = Tally::default();
        if owners.len() > 3 {
            tally.count("two phones of one person");
        }
        let phones = owners.into_iter().map(|owner| {
            let ahead = random.between(-7_200_000, 7_200_000);
            Phone::new(owner, people[owner].actor.clone(), ahead, fault)
        });
        let phones = phones.collect();
        let server = Server::new(fault, people, policy, plans, tickets);
        Self {
            random,
            now: scene::START,
            server,
            phones,
            packets: Vec::new(),
            jobs: Vec::new(),
            made: BTreeMap::new(),
            tally,
            trace: is_traced.then(Vec::new),
            count: 0,
        }
    }

    /// The whole schedule: everybody reads once, then anything happens, then the network heals.
    pub fn run(&mut self) -> Checked {
        for phone in 0..self.phones.len() {
            self.start_pull(phone);
        }
        self.deliver_everything()?;
        for _ in 0..STEPS {
            self.step()?;
        }
        self.heal()?;
        self.check_end()
    }

    pub fn say(&mut self, what: impl FnOnce() -> String) {
        if let Some(trace) = &mut self.trace {
            trace.push(format!("{:>8}.{:03} s  {}", (self.now - scene::START) / 1_000, self.now % 1_000, what()));
        }
    }

    pub fn clock(&self) -> Timestamp {
        Timestamp::from_unix(self.now / 1_000)
    }

    fn step(&mut self) -> Checked {
        self.now += match self.random.below(40) {
            0 => self.random.between(0, 7_200_000),
            1..=8 => 0,
            _ => self.random.between(0, 30_000),
        };
        let phone = self.random.below(self.phones.len());
        match self.random.below(100) {
            0..=17 => self.act(phone),
            18..=21 => self.act_online(phone),
            22..=25 => self.deal(phone),
            26 => self.take_back(phone),
            27..=34 => self.start_push(phone)?,
            35..=38 => self.start_pull(phone),
            39..=40 => self.lose_patience(phone),
            41 => return self.crash(phone),
            42 => return self.restart_server(),
            43 => self.turn_back_clock(phone),
            44..=73 => self.network()?,
            _ => self.server_works()?,
        }
        Ok(())
    }

    /// A new id, as a device makes it: in the order of its clock (UUID version 7).
    pub fn new_id(&mut self, millis: i64) -> OpId {
        let bits = self.random.next();
        OpId::new(format!("{millis:012x}7{:03x}8{:015x}", bits & 0xfff, bits >> 12))
    }

    /// The person does something on their phone. It is written down, or the phone crashes before.
    fn act(&mut self, index: usize) {
        self.count += 1;
        let (at, millis) = device_clock(self.now, self.phones[index].ahead);
        let id = self.new_id(millis);
        if self.random.chance(1) {
            return self.write_unknown(index, id);
        }
        let phone = &mut self.phones[index];
        let mut acting = Acting {
            random: &mut self.random,
            people: &self.server.people,
            person: &self.server.people[phone.person],
            number: self.count,
        };
        let is_about_ticket = acting.random.chance(25);
        let target = if is_about_ticket {
            let kept = acting.random.pick(&phone.store.tickets).clone();
            Target::Ticket { ticket: kept.key.clone(), op: TicketOp { id, at, deed: acting.on_ticket(&kept, at) } }
        } else {
            let checklist = acting.random.pick(&phone.store.lists).plan.id.clone();
            let run = phone.shown(&checklist).expect("kept");
            Target::Checklist { op: Op { id, at, deed: acting.on_checklist(run) }, checklist }
        };
        self.write_down(index, target);
    }

    pub fn write_down(&mut self, index: usize, target: Target) {
        if self.random.chance(2) {
            self.tally.count("phone crashed before its write");
            self.phones[index].crash();
            return;
        }
        self.say(|| format!("phone {index}: {} {target:?}", kind(&target)));
        let id = target.op_id().clone();
        self.phones[index].act(id.clone(), |seq| {
            let op = domain::sync::PushedOp { seq, target: target.clone() };
            serde_json::to_string(&op).expect("JSON")
        });
        self.made.insert(id, Made { phone: Some(index), target: Some(target), is_given_up: false });
    }

    /// A change of a kind that only a later app knows: its server was set back meanwhile.
    fn write_unknown(&mut self, index: usize, id: OpId) {
        self.say(|| format!("phone {index}: an unknown kind {id}"));
        self.phones[index].act(id.clone(), |seq| {
            format!(r#"{{"seq":{seq},"checklist":"launch","id":"{id}","at":5,"do":"sing","text":"La la"}}"#)
        });
        self.made.insert(id, Made { phone: Some(index), target: None, is_given_up: false });
    }

    /// Somebody does something at a desk, of what the server shows them.
    pub fn act_online(&mut self, index: usize) {
        self.count += 1;
        if self.jobs.iter().any(|job| matches!(job.work, Work::Pull { read: Some(_), .. })) {
            self.tally.count("written while a pull was read");
        }
        let now = self.clock();
        let id = self.new_id(self.now);
        let person = self.server.people[self.phones[index].person].clone();
        let people = self.server.people.clone();
        let mut acting = Acting { random: &mut self.random, people: &people, person: &person, number: self.count };
        if acting.random.chance(30) {
            let ticket = acting.random.below(self.server.tickets.len());
            let stored = &mut self.server.tickets[ticket];
            let command = acting.online(stored.ticket.state);
            let is_done = stored.command(&command, &person, &self.server.policy, now).is_ok();
            self.tally.count(if is_done { "moved a ticket online" } else { "refused online" });
            return self.say(|| format!("desk of {}: {command:?}: {is_done}", person.actor.name()));
        }
        let list = acting.random.below(self.server.runs.len());
        let run = self.server.runs[list].as_seen(person.side());
        let (checklist, op) = (run.plan.id.clone(), Op { id: id.clone(), at: now, deed: acting.on_checklist(&run) });
        let answers = self.server.send_ops(&checklist, std::slice::from_ref(&op), &person, now);
        self.say(|| format!("desk of {}: {op:?}: {answers:?}", person.actor.name()));
        let is_refused = matches!(answers[0], domain::sync::Answer::Refused { .. });
        self.tally.count(if is_refused { "refused online" } else { "acted online" });
        if !is_refused {
            let target = Some(Target::Checklist { checklist, op });
            self.made.insert(id, Made { phone: None, target, is_given_up: false });
        }
    }

    pub fn start_push(&mut self, index: usize) -> Checked {
        let at_most = 1 + self.random.below(5);
        let Some((attempt, body)) = self.phones[index].push(at_most) else { return Ok(()) };
        self.say(|| format!("phone {index} pushes ({attempt}): {body}"));
        self.send(index, attempt, Sent::Push, body);
        if self.random.chance(3) { self.crash(index) } else { Ok(()) }
    }

    pub fn start_pull(&mut self, index: usize) {
        if self.phones[index].pulls.len() >= 2 {
            return;
        }
        let (attempt, since) = self.phones[index].pull();
        self.say(|| format!("phone {index} pulls ({attempt}) since {since}"));
        self.send(index, attempt, Sent::Pull, since);
    }

    fn send(&mut self, index: usize, attempt: u64, what: Sent, body: String) {
        let phone = &self.phones[index];
        let caller = Caller { phone: index, person: phone.person, life: phone.life, attempt };
        self.packets.push(Packet { caller, what, body });
    }

    /// The server does one transaction of something that it works on.
    fn server_works(&mut self) -> Checked {
        if self.jobs.is_empty() {
            return self.network();
        }
        let job = self.random.below(self.jobs.len());
        self.advance(job);
        Ok(())
    }

    /// The next transaction of a job, and the reply on its way.
    pub fn advance(&mut self, index: usize) {
        let mut job = self.jobs.swap_remove(index);
        let now = self.clock();
        let reply = self.server.advance(&mut job, now, &mut self.tally);
        let caller = job.caller;
        match reply {
            None => self.jobs.push(job),
            Some(body) => {
                // What was read is long: its beginning has the cursor.
                let beginning: String = body.chars().take(300).collect();
                self.say(|| format!("server answers phone {} ({}): {beginning}", caller.phone, caller.attempt));
                let what = if matches!(job.work, Work::Push { .. }) { Sent::Answers } else { Sent::Pulled };
                self.packets.push(Packet { caller, what, body });
            }
        }
    }
}
