//! Plain view models: what a page needs to be drawn, nothing it has to look up.
//!
//! Handlers in `server` fill them; pages only read them. A text that depends on a time zone (`local`,
//! `elsewhere`) is prepared by the server, which owns the zone database. No I/O, no clock, no store.
//!
//! # Layout
//! - [`page`]: what every page gets: viewer, assets, counts, notice
//! - [`form`]: field problems, options, kept values
//! - [`person`], [`moment`], [`clock`], [`badge`], [`repair`]: small parts that many pages show
//! - [`admin`]: clients, products, plans, engagements, people, policies, calendars, settings
//! - [`inbox`], [`ticket`], [`action`], [`why`], [`home`], [`report`], [`reports`], [`issues`], [`knowledge`],
//!   [`what_if`], [`notifications`], [`promises`], [`checklist`], [`checklist_template`]: one per page or region

pub mod action;
pub mod admin;
pub mod badge;
pub mod checklist;
pub mod checklist_template;
pub mod clock;
pub mod form;
pub mod home;
pub mod inbox;
pub mod issues;
pub mod knowledge;
pub mod moment;
pub mod notifications;
pub mod page;
pub mod person;
pub mod promises;
pub mod repair;
pub mod report;
pub mod reports;
pub mod ticket;
pub mod what_if;
pub mod why;

pub use action::{Actions, FailedAction, StateOption};
pub use badge::{Priority, Rank};
pub use checklist::{ChecklistModel, ChecklistsModel};
pub use clock::{Clock, Tone};
pub use form::{FormErrors, Options, SelectOption};
pub use home::HomeModel;
pub use inbox::{Group, GroupKind, InboxModel, InboxRow};
pub use issues::IssuesModel;
pub use knowledge::{KnowledgeModel, KnownIssue};
pub use moment::Moment;
pub use notifications::NotificationsModel;
pub use page::{Assets, AttachmentLimits, Flash, FlashTone, NavCounts, PageContext, Theme, Viewer};
pub use person::{AvatarTone, Person};
pub use repair::Repair;
pub use report::ReportModel;
pub use reports::ReportsModel;
pub use ticket::TicketModel;
pub use what_if::WhatIfModel;
pub use why::WhyModel;
