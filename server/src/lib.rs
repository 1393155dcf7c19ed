//! The `aftercare` program: configuration, command line, routes, middleware, jobs.
//!
//! # Layout
//! - [`cli`], [`config`], [`telemetry`]: how the program is started
//! - [`server`], [`listen`], [`state`]: one running server; [`app`]: its routes and layers joined
//! - [`http`], [`error`], [`page`], [`assets`]: what every request passes through, and what every page gets
//! - [`auth`], [`routes`], [`uploads`], [`live`]: who is asking, what is answered, files, live updates
//! - [`push`]: messages to people's devices
//! - [`jobs`]: what runs beside the requests; [`seed`], [`demo`]: content to begin with
//! - [`backend`]: what server functions of `app` may ask

pub mod app;
pub mod assets;
pub mod auth;
pub mod backend;
pub mod cli;
pub mod config;
pub mod demo;
pub mod error;
pub mod http;
pub mod jobs;
pub mod listen;
pub mod live;
pub mod page;
pub mod push;
pub mod routes;
pub mod seed;
pub mod server;
pub mod state;
pub mod telemetry;
pub mod uploads;
