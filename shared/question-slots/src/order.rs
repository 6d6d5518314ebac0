//! The order of a question's items, with what may change places put in one place.

use crate::item::Item;
use contract::Comparison;

/// The items' marks in their order, equal for two questions that differ only in function words,
/// in the order of a list, in "the A of B" for "the B A" or in a fronted phrase.
pub(crate) fn signature(items: &[Item]) -> String {
    let marks: Vec<String> = arranged(items).iter().filter_map(Item::mark).collect();
    marks.join(" ")
}

/// The items in the order in which [`signature`] compares them.
pub(crate) fn arranged(items: &[Item]) -> Vec<Item> {
    compounds(&sorted_lists(&fronted_to_the_end(items)))
}

/// "In 2023, how many..." becomes "how many... in 2023"; so does "For each country, ...".
fn fronted_to_the_end(items: &[Item]) -> Vec<Item> {
    let stays = || items.to_vec();
    let Some(comma) = items.iter().position(|item| *item == Item::Comma) else {
        return stays();
    };
    let (front, rest) = items.split_at(comma);
    let plain = |item: &Item| {
        item.is_word() || item.is_value() || matches!(item, Item::Group | Item::Gap | Item::Of)
    };
    let adjunct = front.iter().all(plain)
        && front
            .iter()
            .any(|item| *item == Item::Group || item.is_value())
        && front
            .iter()
            .find(|item| **item != Item::Gap)
            .is_some_and(|item| {
                *item == Item::Group || matches!(item, Item::Date(_) | Item::Number(_))
            });
    // "Boston, Denver and Austin flights": a list, not a phrase in front.
    if !adjunct || !rest.iter().any(Item::is_word) {
        return stays();
    }
    let mut moved: Vec<Item> = rest.get(1..).unwrap_or_default().to_vec();
    moved.push(Item::Gap);
    moved.extend_from_slice(front);
    moved
}

/// Sorts the members of each list of single words: "name, country and age".
fn sorted_lists(items: &[Item]) -> Vec<Item> {
    let mut sorted: Vec<Item> = Vec::with_capacity(items.len());
    let mut at = 0;
    while at < items.len() {
        let (mut members, end) = list_at(items, at);
        if members.len() > 1 && !ranks_its_members(&sorted) {
            members.sort_by_key(Item::mark);
            sorted.append(&mut members);
            at = end;
        } else {
            sorted.extend(items.get(at).cloned());
            at += 1;
        }
    }
    sorted
}

/// Whether the members' order counts: "between revenue and cost", "ordered by name and age".
fn ranks_its_members(before: &[Item]) -> bool {
    let last = before.iter().rfind(|item| **item != Item::Gap);
    last == Some(&Item::Compare(Comparison::Between)) || before.contains(&Item::word("order"))
}

/// The members of the list that begins here, and where it ends. One member is no list.
fn list_at(items: &[Item], start: usize) -> (Vec<Item>, usize) {
    let mut members = Vec::new();
    let mut at = start;
    let mut end = start;
    while let Some(item) = items.get(at).filter(|item| item.is_word()) {
        members.push(item.clone());
        at += 1;
        end = at;
        let joins = items.get(at..).unwrap_or_default().iter();
        let joins: Vec<&Item> = joins
            .take_while(|item| matches!(item, Item::And | Item::Comma | Item::Gap))
            .collect();
        if !joins
            .iter()
            .any(|item| matches!(item, Item::And | Item::Comma))
        {
            break;
        }
        at += joins.len();
    }
    (members, end)
}

/// Turns "A of B" into "B A", from the right, where both are runs of words.
fn compounds(items: &[Item]) -> Vec<Item> {
    let mut items = items.to_vec();
    while let Some(of) = items.iter().rposition(|item| *item == Item::Of) {
        let is_word = |item: &&Item| item.is_word();
        let before = items.iter().take(of).rev().take_while(is_word).count();
        let after = items.iter().skip(of + 1);
        let gaps = after.clone().take_while(|item| **item == Item::Gap).count();
        let run = after.skip(gaps).take_while(is_word).count();
        let end = of + 1 + gaps + run;
        // "University of Boston" is not "Boston University".
        let parts = items.iter().take(end).skip(of - before);
        let named = parts
            .clone()
            .any(|item| matches!(item, Item::Word { name: true, .. }));
        if before == 0 || run == 0 || named {
            items[of] = Item::Gap;
            continue;
        }
        let mut turned: Vec<Item> = items.iter().take(end).skip(end - run).cloned().collect();
        turned.extend(items.iter().take(of).skip(of - before).cloned());
        items.splice(of - before..end, turned);
    }
    items
}
