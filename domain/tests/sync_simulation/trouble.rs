//! What goes wrong: the network, crashes, restarts; and what people do about what was refused.

use domain::checklist::Deed;
use domain::ids::ItemId;
use domain::sync::{Target, TicketDeed};

use super::acts::base;
use super::fault::{Checked, Invariant};
use super::jobs::{Job, Work};
use super::phone::device_clock;
use super::world::{Packet, Sent, World};

impl World {
    /// Something happens to anything that is under way, whichever was sent first.
    pub fn network(&mut self) -> Checked {
        if self.packets.is_empty() {
            return Ok(());
        }
        let index = self.random.below(self.packets.len());
        let what = self.packets[index].what;
        match self.random.below(100) {
            0..=13 => {
                self.say(|| format!("{what:?} is lost"));
                self.tally.count(if what.is_request() { "request dropped" } else { "reply dropped" });
                self.packets.swap_remove(index);
                Ok(())
            }
            14..=25 if what.is_request() => {
                self.tally.count("request doubled");
                let copy = self.packets[index].clone();
                self.say(|| format!("{what:?} of phone {} ({}) is doubled", copy.caller.phone, copy.caller.attempt));
                self.packets.push(copy);
                Ok(())
            }
            _ => self.deliver(index),
        }
    }

    fn deliver(&mut self, index: usize) -> Checked {
        let packet = self.packets.swap_remove(index);
        let caller = packet.caller;
        let is_earlier = |other: &Packet| {
            let same = (other.caller.phone, other.what) == (caller.phone, packet.what);
            same && other.caller.attempt < caller.attempt
        };
        if self.packets.iter().any(is_earlier) {
            self.tally.count(if packet.what.is_request() { "request overtaken" } else { "reply overtaken" });
        }
        self.say(|| format!("{:?} of phone {} ({}) arrives", packet.what, caller.phone, caller.attempt));
        let is_half_done = |job: &Job| job.work.is_half_done() && job.caller.phone != caller.phone;
        if packet.what == Sent::Push && self.jobs.iter().any(is_half_done) {
            self.tally.count("two batches at once");
        }
        let phone = &mut self.phones[caller.phone];
        if !packet.what.is_request() && phone.life != caller.life {
            self.tally.count("reply to a phone that crashed");
            return Ok(());
        }
        match packet.what {
            Sent::Push => self.jobs.push(Job { caller, work: Work::push(&packet.body) }),
            Sent::Pull => self.jobs.push(Job { caller, work: Work::pull(&packet.body) }),
            Sent::Answers => {
                if phone.sending.as_ref().is_none_or(|(attempt, _)| *attempt != caller.attempt) {
                    self.tally.count("reply after the phone gave up");
                }
                phone.answered(caller.attempt, &packet.body)?;
            }
            Sent::Pulled => return self.pulled(packet),
        }
        Ok(())
    }

    /// A phone takes in what it read; nothing may go back by it.
    fn pulled(&mut self, packet: Packet) -> Checked {
        let phone = &mut self.phones[packet.caller.phone];
        let before = phone.progress();
        if phone.pulled(packet.caller.attempt, &packet.body) {
            self.tally.count("older pull after a newer one");
        }
        self.check_pull(packet.caller.phone, before)
    }

    /// The phone starts again. What it had not written down is gone, and so are the replies that it waited for.
    pub fn crash(&mut self, index: usize) -> Checked {
        self.say(|| format!("phone {index} crashes and starts again"));
        self.tally.count("phone crashed");
        let phone = &mut self.phones[index];
        if phone.store.rows.values().any(super::phone::Row::is_waiting) {
            self.tally.count("phone crashed with unsent work");
        }
        if phone.sending.is_some() {
            self.tally.count("phone crashed while sending");
        }
        phone.crash();
        self.check_nothing_lost()
    }

    /// The server starts again: what it was working on ends where it was.
    pub fn restart_server(&mut self) -> Checked {
        self.say(|| "the server restarts".to_owned());
        self.tally.count("server restarted");
        if self.jobs.iter().any(|job| job.work.is_half_done()) {
            self.tally.count("server restarted in a batch");
        }
        self.jobs.clear();
        self.server.restart();
        self.check_nothing_lost()
    }

    /// The phone waits no longer for what it asked; the answers may still come.
    pub fn lose_patience(&mut self, index: usize) {
        let phone = &mut self.phones[index];
        phone.sending = None;
        if phone.pulls.len() == 2 {
            phone.pulls.pop_first();
        }
    }

    /// The device's clock is set right.
    pub fn turn_back_clock(&mut self, index: usize) {
        let by = self.random.between(1_000, 3_600_000);
        self.say(|| format!("the clock of phone {index} goes back by {by} ms"));
        self.tally.count("device clock went back");
        self.phones[index].ahead -= by;
    }

    /// The person decides about something that was refused or that somebody else was first at.
    pub fn deal(&mut self, index: usize) {
        let phone = &self.phones[index];
        let asking: Vec<u64> = phone.store.rows.iter().filter(|(_, row)| row.asks()).map(|(seq, _)| *seq).collect();
        if asking.is_empty() {
            return;
        }
        let seq = *self.random.pick(&asking);
        let is_anew = self.random.chance(50);
        let Some(target) = self.give_up(index, seq).filter(|_| is_anew) else {
            return self.tally.count("discarded");
        };
        self.tally.count("made anew");
        let anew = self.anew(index, target);
        self.write_down(index, anew);
    }

    /// Something that has never left the phone is taken back.
    pub fn take_back(&mut self, index: usize) {
        let rows = self.phones[index].store.rows.iter();
        let last = rows.filter(|(_, row)| row.is_waiting() && !row.is_sent).map(|(seq, _)| *seq).next_back();
        if let Some(seq) = last {
            self.give_up(index, seq);
            self.tally.count("taken back unsent");
        }
    }

    fn give_up(&mut self, index: usize, seq: u64) -> Option<Target> {
        let row = self.phones[index].give_up(seq)?;
        self.say(|| format!("phone {index} gives up {}", row.json));
        self.made.get_mut(&row.id).expect("somebody made it").is_given_up = true;
        row.op.map(|op| op.target)
    }

    /// The same once more, by somebody who has seen what is there now.
    fn anew(&mut self, index: usize, target: Target) -> Target {
        self.count += 1;
        let (at, millis) = device_clock(self.now, self.phones[index].ahead);
        let (id, number) = (self.new_id(millis), self.count);
        let again = |text: &str| if text.is_empty() { String::new() } else { format!("Again {number}") };
        match target {
            Target::Checklist { checklist, mut op } => {
                let run = self.phones[index].shown(&checklist).expect("kept");
                match &mut op.deed {
                    Deed::Note { item, text, base: seen, internal } => {
                        *seen = base(run, item, *internal);
                        *text = again(text);
                    }
                    Deed::Add { item, .. } => item.id = ItemId::new(format!("added-{number}")),
                    _ => {}
                }
                (op.id, op.at) = (id, at);
                Target::Checklist { checklist, op }
            }
            Target::Ticket { ticket, mut op } => {
                let kept = self.phones[index].store.tickets.iter().find(|kept| kept.key == ticket);
                let version = kept.map(|kept| kept.version).unwrap_or_default();
                match &mut op.deed {
                    TicketDeed::Accept { base, workaround } => {
                        *base = version;
                        *workaround = again("anything");
                    }
                    TicketDeed::Snooze { base, .. } => *base = version,
                    TicketDeed::Comment { text, .. } | TicketDeed::IncidentUpdate { text, .. } => *text = again(text),
                }
                (op.id, op.at) = (id, at);
                Target::Ticket { ticket, op }
            }
        }
    }

    /// Everything that is under way arrives, in any order.
    pub fn deliver_everything(&mut self) -> Checked {
        while !(self.packets.is_empty() && self.jobs.is_empty()) {
            if self.jobs.is_empty() || (!self.packets.is_empty() && self.random.chance(50)) {
                let index = self.random.below(self.packets.len());
                self.deliver(index)?;
            } else {
                let index = self.random.below(self.jobs.len());
                self.advance(index);
            }
        }
        Ok(())
    }

    /// The network is good again: everybody sends what waits and reads what is new, until nothing is left.
    pub fn heal(&mut self) -> Checked {
        self.say(|| "the network heals".to_owned());
        for _ in 0..100 {
            self.deliver_everything()?;
            for index in 0..self.phones.len() {
                self.lose_patience(index);
                self.start_push(index)?;
            }
            if self.packets.is_empty() {
                break;
            }
        }
        for index in 0..self.phones.len() {
            self.phones[index].pulls.clear();
            self.start_pull(index);
        }
        self.deliver_everything()?;
        let waiting = self.phones.iter().flat_map(|phone| phone.store.rows.values()).find(|row| row.is_waiting());
        Invariant::NoBlockedQueue
            .holds(waiting.is_none(), || format!("never answered: {}", waiting.map_or("", |row| &row.json)))
    }
}
