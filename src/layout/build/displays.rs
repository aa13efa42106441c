//! `displays/*.toml`: displays with their elements and key trends.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use crate::display::{Display, KeyTrend, Place};
use crate::layout::build::elements;
use crate::layout::build::equipment::Written;
use crate::layout::fields::Fields;
use crate::layout::names::Names;
use crate::layout::node::Table;
use crate::layout::plant_file::{format, unique};
use crate::layout::source::{At, Located};

/// Trends and sparklines that name no span reach back this far.
pub(crate) const SPAN: Duration = Duration::from_secs(3_600);
/// Grid pixels of a display that names no size: level 1, and the others.
const SIZE_OVERVIEW: [f64; 2] = [1672.0, 912.0];
const SIZE: [f64; 2] = [1332.0, 912.0];

/// A display's id: its file's name.
pub(crate) fn id(relative: &str) -> Arc<str> {
    Path::new(relative).file_stem().and_then(|stem| stem.to_str()).unwrap_or_default().into()
}

/// What the whole of a display's reading shares.
#[derive(Debug)]
pub(crate) struct Canvas<'a, 'b> {
    /// Looks up tags, equipment and displays.
    pub(crate) names: &'a Names<'b>,
    /// Width and height in grid pixels.
    pub(crate) size: [f64; 2],
    /// What buttons and setpoints write.
    pub(crate) writes: &'a mut Vec<Written>,
    /// Pairs of tags that are drawn on one scale, so that they must have one unit.
    pub(crate) pairs: &'a mut Vec<(crate::tag::TagIndex, crate::tag::TagIndex, At)>,
}

/// Reads a display, with its place in the navigation.
pub(crate) fn display(canvas: &mut Canvas<'_, '_>, id: Arc<str>, table: &Table) -> (i64, Display) {
    let names = canvas.names;
    let mut fields = Fields::new(names.report, table, "a display");
    format(&mut fields);
    let title = fields.need_text("title").map_or_else(|| Arc::clone(&id), |title| title.value);
    fields.need("level");
    let level = fields.whole("level", 1..=4).map_or(4, |level| level.value);
    let order = fields.whole("order", i64::MIN..=i64::MAX).map_or(0, |order| order.value);
    let own = if level == 1 { SIZE_OVERVIEW } else { SIZE };
    canvas.size = fields.pair("size").map_or(own, |size| {
        if size.value.iter().any(|side| !(1.0..=20_000.0).contains(side)) {
            fields.bad(size.at, "size", "is not within 1 to 20000");
        }
        size.value
    });
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut ids = Vec::new();
    let mut elements = Vec::new();
    for table in fields.tables("elements", "an element") {
        let at = table.at();
        let Some(element) = elements::element(canvas, table, &mut counts) else { continue };
        ids.push(Located::new(Arc::clone(&element.id), at));
        elements.push(element);
    }
    unique(names.report, "the element", &ids);
    let mut key_trends = Vec::new();
    for mut table in fields.tables("key_trends", "[[key_trends]]") {
        let tag = table.need_text("tag").and_then(|word| names.tag(&word));
        let span = table.span_above_zero("span").map_or(SPAN, |span| span.value);
        table.finish();
        key_trends.extend(tag.map(|tag| KeyTrend { tag, span }));
    }
    fields.finish();
    let size = [canvas.size[0] as f32, canvas.size[1] as f32];
    (order, Display { id, title, level, size, elements, key_trends })
}

/// Where an element stands; outside its display nobody sees it.
pub(crate) fn place(canvas: &Canvas<'_, '_>, fields: &mut Fields<'_>) -> Option<Place> {
    fields.need("at");
    let corner = fields.pair("at");
    let size = fields.pair("size");
    if let Some(size) = size.as_ref().filter(|size| size.value.iter().any(|side| *side < 0.0)) {
        fields.bad(size.at, "size", "is below zero");
    }
    let corner = corner?;
    let [x, y] = corner.value;
    let [w, h] = size.map_or([0.0, 0.0], |size| size.value);
    inside(canvas, fields, corner.at, [[x, y], [x + w, y + h]]);
    Some(Place { x: x as f32, y: y as f32, w: w as f32, h: h as f32 })
}

/// Tells about points that do not lie on the display.
pub(crate) fn inside(
    canvas: &Canvas<'_, '_>,
    fields: &Fields<'_>,
    at: At,
    points: impl IntoIterator<Item = [f64; 2]>,
) {
    let [width, height] = canvas.size;
    let fits = |x: f64, y: f64| (0.0..=width).contains(&x) && (0.0..=height).contains(&y);
    if let Some([x, y]) = points.into_iter().find(|[x, y]| !fits(*x, *y)) {
        let message = format!("the element reaches to {x}, {y}; the display is {width} x {height}");
        fields.report.error(at, "outside-display", message);
    }
}
