//! Changes one tree of elements into another and leaves alone what is the same.
//!
//! Replacing a whole list would lose the focus, the scroll position, checked boxes, open menus and every
//! running animation in it. So children are matched (by `id` or `data-key`, else by position and kind) and
//! only the differences are written.

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, Node};

use super::in_use::is_in_use;

/// Attributes that the browser or an island owns, whatever the server says.
const OWN_ATTRIBUTES: [&str; 3] = ["open", "style", "tabindex"];
/// The same for every attribute that begins so.
const OWN_PREFIX: &str = "data-is-";
/// Marks elements that an island made and the server does not know.
pub const MADE: &str = "data-is-made";
/// The notice of what was just done: it is told once and must not vanish with the next update.
const FLASH: &str = "flash";

/// Makes `old` equal to `new` and collects rows (`data-key`) that changed and list items that came.
///
/// Answers whether anything a person would notice changed.
pub fn morph(old: &Element, new: &Element, changed: &mut Vec<Element>) -> bool {
    // The same clock: its words are the business of the ticking island.
    let is_same_clock = has_same(old, new, "data-clock");
    let is_told = old.id() == FLASH && new.child_element_count() == 0;
    if is_told || is_same_clock || is_same_island(old, new) || old.is_equal_node(Some(new)) || is_in_use(old) {
        return false;
    }
    let attributes = sync_attributes(old, new);
    let children = sync_children(old, new, changed);
    let has_changed = (attributes || children) && old.tag_name() != "TIME";
    if has_changed && old.has_attribute("data-key") {
        changed.push(old.clone());
    }
    has_changed
}

fn has_same(old: &Element, new: &Element, attribute: &str) -> bool {
    old.get_attribute(attribute).is_some_and(|value| new.get_attribute(attribute) == Some(value))
}

/// An island's insides belong to it; with the same properties it would draw the same again.
fn is_same_island(old: &Element, new: &Element) -> bool {
    has_same(old, new, "data-component") && old.get_attribute("data-props") == new.get_attribute("data-props")
}

fn sync_attributes(old: &Element, new: &Element) -> bool {
    let mut has_changed = false;
    for name in names(new) {
        let value = new.get_attribute(&name);
        if !is_own(&name) && old.get_attribute(&name) != value {
            let _ = old.set_attribute(&name, &value.unwrap_or_default());
            has_changed = true;
        }
    }
    for name in names(old) {
        if !is_own(&name) && !new.has_attribute(&name) {
            let _ = old.remove_attribute(&name);
            has_changed = true;
        }
    }
    has_changed
}

fn names(element: &Element) -> Vec<String> {
    element.get_attribute_names().iter().filter_map(|name| name.as_string()).collect()
}

fn is_own(name: &str) -> bool {
    OWN_ATTRIBUTES.contains(&name) || name.starts_with(OWN_PREFIX)
}

fn sync_children(old: &Element, new: &Element, changed: &mut Vec<Element>) -> bool {
    let wanted = children(new);
    let mut has_changed = remove_unwanted(old, &wanted);
    let mut left: Vec<Option<Node>> = children(old).into_iter().map(Some).collect();
    let mut cursor = old.first_child();
    for wanted in wanted {
        match take_match(&mut left, cursor.as_ref(), &wanted) {
            Some(found) => {
                if found.is_same_node(cursor.as_ref()) {
                    cursor = found.next_sibling();
                } else {
                    let _ = old.insert_before(&found, cursor.as_ref());
                    has_changed = true;
                }
                has_changed |= morph_node(&found, &wanted, changed);
            }
            None => has_changed |= insert(old, &wanted, cursor.as_ref(), changed),
        }
    }
    for leftover in left.into_iter().flatten() {
        has_changed |= remove(old, &leftover);
    }
    has_changed
}

/// Removes what is named and not wanted any more. First, so that what comes after it need not be moved:
/// moving an element closes its popover and takes its focus.
fn remove_unwanted(old: &Element, wanted: &[Node]) -> bool {
    let keys: Vec<String> = wanted.iter().filter_map(key_of).collect();
    let mut has_changed = false;
    for child in children(old) {
        if key_of(&child).is_some_and(|key| !keys.contains(&key)) {
            has_changed |= remove(old, &child);
        }
    }
    has_changed
}

fn remove(parent: &Element, child: &Node) -> bool {
    let stays = child.dyn_ref::<Element>().is_some_and(|element| is_in_use(element) || element.has_attribute(MADE));
    !stays && parent.remove_child(child).is_ok()
}

fn children(parent: &Element) -> Vec<Node> {
    let list = parent.child_nodes();
    (0..list.length()).filter_map(|index| list.item(index)).collect()
}

/// Takes the old node that shall become `wanted`: the one with its key; else an equal one; else the one at
/// the cursor if it is of the same kind.
fn take_match(left: &mut [Option<Node>], cursor: Option<&Node>, wanted: &Node) -> Option<Node> {
    let key = key_of(wanted);
    let find = |accept: &dyn Fn(&Node) -> bool| {
        left.iter().position(|slot| {
            slot.as_ref()
                .is_some_and(|node| node.node_name() == wanted.node_name() && key_of(node) == key && accept(node))
        })
    };
    let position = if key.is_some() {
        find(&|_| true)
    } else {
        find(&|node| node.node_type() == Node::ELEMENT_NODE && node.is_equal_node(Some(wanted)))
            .or_else(|| find(&|node| node.is_same_node(cursor) && !is_made(node)))
    };
    left.get_mut(position?)?.take()
}

fn is_made(node: &Node) -> bool {
    node.dyn_ref::<Element>().is_some_and(|element| element.has_attribute(MADE))
}

/// What names a node among its siblings. A ticket is named, so that what was typed for one ticket can
/// never end up in the form of another.
fn key_of(node: &Node) -> Option<String> {
    let element = node.dyn_ref::<Element>()?;
    let id = element.id();
    if !id.is_empty() {
        return Some(id);
    }
    element.get_attribute("data-key").or_else(|| element.get_attribute("data-ticket"))
}

fn morph_node(old: &Node, new: &Node, changed: &mut Vec<Element>) -> bool {
    if let (Some(old), Some(new)) = (old.dyn_ref::<Element>(), new.dyn_ref::<Element>()) {
        return morph(old, new, changed);
    }
    let differs = old.node_value() != new.node_value();
    if differs {
        old.set_node_value(new.node_value().as_deref());
    }
    differs
}

fn insert(parent: &Element, wanted: &Node, before: Option<&Node>, changed: &mut Vec<Element>) -> bool {
    let Ok(copy) = document().import_node_with_deep(wanted, true) else { return false };
    if let Some(element) = copy.dyn_ref::<Element>().filter(|element| element.tag_name() == "LI") {
        changed.push(element.clone());
    }
    parent.insert_before(&copy, before).is_ok()
}
