//! `[[elements]]`: one kind of element after the other.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::display::{
    AreaRow, Direction, Element, ElementKind, Orientation, PipeKind, Place, SymbolSize, ValueSize,
};
use crate::layout::build::displays::{Canvas, SPAN, inside, place};
use crate::layout::fields::Fields;
use crate::layout::tag_text::point;
use crate::tag::TagIndex;

const ORIENTATIONS: [(&str, Orientation); 2] =
    [("horizontal", Orientation::Horizontal), ("vertical", Orientation::Vertical)];
const DIRECTIONS: [(&str, Direction); 4] = [
    ("right", Direction::Right),
    ("left", Direction::Left),
    ("up", Direction::Up),
    ("down", Direction::Down),
];
const VALUE_SIZES: [(&str, ValueSize); 3] =
    [("normal", ValueSize::Normal), ("large", ValueSize::Large), ("huge", ValueSize::Huge)];
const SYMBOL_SIZES: [(&str, SymbolSize); 2] = [("normal", SymbolSize::Normal), ("small", SymbolSize::Small)];
const PIPE_KINDS: [(&str, PipeKind); 2] = [("process", PipeKind::Process), ("chemical", PipeKind::Chemical)];

/// Corners a pipe may have.
const POINTS_MAX: usize = 256;

type Kind = fn(&mut Reader<'_, '_, '_, '_>) -> Option<ElementKind>;

/// Every kind by its word.
const KINDS: [(&str, Kind); 19] = [
    ("area", |r| r.area()),
    ("bar", |r| r.bar()),
    ("breaker", |r| Some(ElementKind::Breaker { tag: r.need_tag()? })),
    ("button", |r| r.button()),
    ("heading", |r| Some(ElementKind::Heading { text: r.fields.need_text("text")?.value })),
    ("kpi", |r| r.kpi()),
    ("label", |r| Some(ElementKind::Label { text: r.fields.need_text("text")?.value })),
    ("lamp", |r| Some(ElementKind::Lamp { tag: r.need_tag()? })),
    ("mini_trend", |r| r.spanned(|tag, span| ElementKind::MiniTrend { tag, span })),
    ("motor", |r| Some(ElementKind::Motor { tag: r.need_tag()? })),
    ("pipe", |r| r.pipe()),
    ("pump", |r| r.pump()),
    ("setpoint", |r| r.setpoint()),
    ("sparkline", |r| r.spanned(|tag, span| ElementKind::Sparkline { tag, span })),
    ("state_text", |r| Some(ElementKind::StateText { tag: r.need_tag()? })),
    ("tank", |r| r.tank()),
    ("trend", |r| r.spanned(|tag, span| ElementKind::Trend { tag, span })),
    ("value", |r| r.value()),
    ("valve", |r| r.valve()),
];

/// Reads an element; `counts` numbers those without an id.
pub(crate) fn element(
    canvas: &mut Canvas<'_, '_>,
    mut fields: Fields<'_>,
    counts: &mut BTreeMap<&'static str, usize>,
) -> Option<Element> {
    fields.need("kind");
    let words = KINDS.map(|(word, _)| (word, word));
    let word = fields.choice("kind", &words)?.value;
    let (_, read) = KINDS.iter().find(|(kind, _)| *kind == word)?;
    let count = counts.entry(word).or_default();
    *count += 1;
    let id = fields.text("id").map_or_else(|| format!("{word}-{count}").into(), |id| id.value);
    let label = fields.text("label").map(|label| label.value);
    let equipment = fields.text("equipment").and_then(|id| canvas.names.equipment(&id));
    let place = if word == "pipe" { Some(Place::default()) } else { place(canvas, &mut fields) };
    let mut reader = Reader { canvas, fields: &mut fields };
    let kind = read(&mut reader);
    fields.finish();
    Some(Element { id, place: place?, label, equipment, kind: kind? })
}

struct Reader<'a, 'b, 'c, 'd> {
    canvas: &'a mut Canvas<'b, 'c>,
    fields: &'a mut Fields<'d>,
}

impl Reader<'_, '_, '_, '_> {
    fn tag(&mut self, key: &'static str) -> Option<TagIndex> {
        self.fields.text(key).and_then(|word| self.canvas.names.tag(&word))
    }

    fn need_tag(&mut self) -> Option<TagIndex> {
        self.fields.need("tag");
        self.tag("tag")
    }

    fn span(&mut self) -> Duration {
        self.fields.span_above_zero("span").map_or(SPAN, |span| span.value)
    }

    fn choice<T: Copy + Default>(&mut self, key: &'static str, words: &[(&'static str, T)]) -> T {
        self.fields.choice(key, words).map(|word| word.value).unwrap_or_default()
    }

    fn flag(&mut self, key: &'static str) -> bool {
        self.fields.flag(key).is_some_and(|flag| flag.value)
    }

    fn spanned(&mut self, kind: fn(TagIndex, Duration) -> ElementKind) -> Option<ElementKind> {
        let (tag, span) = (self.need_tag(), self.span());
        Some(kind(tag?, span))
    }

    /// The tag and a setpoint beside it, both on one scale.
    fn tag_and_setpoint(&mut self) -> (Option<TagIndex>, Option<TagIndex>) {
        let tag = self.need_tag();
        let word = self.fields.text("setpoint");
        let setpoint = word.as_ref().and_then(|word| self.canvas.names.tag(word));
        if let (Some(tag), Some(setpoint), Some(word)) = (tag, setpoint, word) {
            self.canvas.pairs.push((tag, setpoint, word.at));
        }
        (tag, setpoint)
    }

    fn value(&mut self) -> Option<ElementKind> {
        let (tag, size) = (self.need_tag(), self.choice("text_size", &VALUE_SIZES));
        Some(ElementKind::Value { tag: tag?, size })
    }

    fn bar(&mut self) -> Option<ElementKind> {
        let (tag, setpoint) = self.tag_and_setpoint();
        let orientation = self.choice("orientation", &ORIENTATIONS);
        Some(ElementKind::Bar { tag: tag?, setpoint, orientation })
    }

    fn kpi(&mut self) -> Option<ElementKind> {
        let (tag, setpoint) = self.tag_and_setpoint();
        let span = self.span();
        Some(ElementKind::Kpi { tag: tag?, span, setpoint })
    }

    fn tank(&mut self) -> Option<ElementKind> {
        let (tag, media) = (self.need_tag(), self.flag("media"));
        Some(ElementKind::Tank { tag: tag?, media })
    }

    fn pump(&mut self) -> Option<ElementKind> {
        let tag = self.need_tag();
        let direction = self.choice("direction", &DIRECTIONS);
        let size = self.choice("symbol", &SYMBOL_SIZES);
        let (mode, value) = (self.tag("mode"), self.tag("value"));
        Some(ElementKind::Pump { tag: tag?, direction, size, mode, value })
    }

    fn valve(&mut self) -> Option<ElementKind> {
        let tag = self.need_tag();
        let orientation = self.choice("orientation", &ORIENTATIONS);
        let control = self.flag("control");
        Some(ElementKind::Valve { tag: tag?, orientation, control })
    }

    fn pipe(&mut self) -> Option<ElementKind> {
        self.fields.need("points");
        let at = self.fields.key_at("points");
        let nodes = self.fields.list("points");
        let points: Vec<[f64; 2]> =
            nodes.iter().take(POINTS_MAX).filter_map(|node| point(self.fields, "points", node)).collect();
        if nodes.len() < 2 || nodes.len() > POINTS_MAX {
            self.fields.bad(at, "points", &format!("needs 2 to {POINTS_MAX} points"));
            return None;
        }
        inside(self.canvas, self.fields, at, points.iter().copied());
        let flow = self.tag("flow");
        let kind = self.choice("pipe", &PIPE_KINDS);
        let arrow = self.flag("arrow");
        let points = points.into_iter().map(|[x, y]| [x as f32, y as f32]).collect();
        Some(ElementKind::Pipe { points, flow, kind, arrow })
    }

    fn setpoint(&mut self) -> Option<ElementKind> {
        let word = self.fields.need_text("tag")?;
        let tag = self.canvas.names.tag(&word)?;
        self.canvas.writes.push((tag, word.at, None));
        Some(ElementKind::Setpoint { tag })
    }

    fn button(&mut self) -> Option<ElementKind> {
        let word = self.fields.need_text("tag");
        let text = self.fields.need_text("text");
        self.fields.need("value");
        let value = self.fields.number("value").map(|value| value.value);
        let word = word?;
        let tag = self.canvas.names.tag(&word)?;
        self.canvas.writes.push((tag, word.at, value));
        Some(ElementKind::Button { tag, value: value?, text: text?.value })
    }

    fn area(&mut self) -> Option<ElementKind> {
        let text = self.fields.need_text("text");
        let mut rows = Vec::new();
        for mut row in self.fields.tables("rows", "a row") {
            let words = row.need_text("text");
            let tag = row.need_text("tag").and_then(|word| self.canvas.names.tag(&word));
            row.finish();
            if let (Some(words), Some(tag)) = (words, tag) {
                rows.push(AreaRow { text: words.value, tag });
            }
        }
        let lamps =
            self.fields.texts("lamps").iter().filter_map(|word| self.canvas.names.tag(word)).collect();
        let opens = self.fields.text("opens").and_then(|id| self.canvas.names.display(&id));
        Some(ElementKind::Area { text: Arc::clone(&text?.value), rows, lamps, opens })
    }
}
