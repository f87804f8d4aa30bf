//! What units count and what quantities are said of: units that cannot count the thing behind them,
//! units that a name asks for, quantities of one thing.

use crate::facts;
use crate::source::TextRange;
use crate::types::{Stop, Text, Ty, Value};

use super::builtin::{Builtin, Context, Kind, Param, text};
use super::fact::{TEXTS, each, quantity_ty, record_ty};

/// The key of these facts among those of a document; the other families have the ones below.
const MISFITS: u8 = 32;
const COUNTED: u8 = 33;

/// The sentence around a quantity, as far as a rule may look: so many characters to either side.
pub(super) fn sentence(text: &str, range: TextRange) -> (u32, u32) {
    const FARTHEST: usize = 80;
    let ends = |c: char| matches!(c, '。' | '；' | '！' | '？' | '\n');
    let (start, end) = (range.start as usize, range.end as usize);
    let before = text.get(..start).unwrap_or_default().chars().rev();
    let before = before.take(FARTHEST).take_while(|c| !ends(*c));
    let behind = text.get(end..).unwrap_or_default();
    let mut inside = 0;
    for c in behind.chars().take(FARTHEST) {
        inside += c.len_utf8();
        if ends(c) {
            break;
        }
    }
    let before: usize = before.map(char::len_utf8).sum();
    let offset = crate::source::offset;
    (offset(start.saturating_sub(before)), offset(end + inside))
}

fn misfits<'a>(cx: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    each(cx, arguments, MISFITS, |passage, found| {
        let whole = passage.text.text;
        let quantities = passage.quantities();
        for it in facts::misfits(whole, &quantities, passage.lexicon) {
            let Some(quantity) = quantities.found.get(it.quantity) else {
                continue;
            };
            let range = quantity.number.to(it.thing);
            let parts = [
                passage.words(range),
                passage.words(quantity.unit),
                passage.words(it.thing),
                joined(cx, it.fitting),
            ];
            found.push(passage.record(range, &parts));
        }
    })
}

fn joined<'a>(cx: &Context<'a>, words: &[String]) -> Value<'a> {
    Value::Text(Text::computed(cx.arena.alloc_str(&words.join("、"))))
}

fn fitting<'a>(cx: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    let name = text(arguments, 0)?;
    let words = facts::fitting_units(name.text, (cx.lexicon)());
    if words.is_empty() {
        return Err(cx.not_found("名称要的单位"));
    }
    Ok(joined(cx, words))
}

fn unit_fits<'a>(cx: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    let (name, unit) = (text(arguments, 0)?, text(arguments, 1)?);
    let lexicon = (cx.lexicon)();
    // A compound unit measures what stands before the slash.
    let unit = unit.text.split(['/', '／']).next().unwrap_or_default();
    let fits = lexicon
        .unit(unit)
        .and_then(|unit| facts::unit_fits(name.text, unit, lexicon));
    Ok(Value::Bool(fits.unwrap_or(true)))
}

fn counted<'a>(cx: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    each(cx, arguments, COUNTED, |passage, found| {
        let whole = passage.text.text;
        let quantities = passage.quantities();
        for it in facts::counted(whole, &quantities, passage.lexicon) {
            let Some(quantity) = quantities.found.get(it.quantity) else {
                continue;
            };
            let parts = [
                passage.words(quantity.range),
                passage.quantity(quantity),
                Value::Text(Text::computed(cx.arena.alloc_str(&it.key))),
                Value::Bool(it.leads),
                Value::Text(passage.text),
            ];
            found.push(passage.record(quantity.range, &parts));
        }
    })
}

/// The type of a list's elements.
fn element(list: Ty) -> Ty {
    match list {
        Ty::List(element) => (*element).clone(),
        other => other,
    }
}

const NAME: Param = Param {
    name: "名称",
    kind: Kind::Text,
};

/// The functions of this family.
pub(super) const TABLE: &[Builtin] = &[
    Builtin {
        zh: "量词不合",
        en: "misfits",
        params: TEXTS,
        result: |_| {
            record_ty(
                "一处量词不合",
                vec![
                    ("原文", "text", Ty::Text),
                    ("单位", "unit", Ty::Text),
                    ("事物", "thing", Ty::Text),
                    ("可用", "fitting", Ty::Text),
                ],
            )
        },
        doc: "文字里单位数不了后面事物的数量（30天背街小巷），和数它可用的单位。",
        example: ("misfits(\"改善30天背街小巷的环境\").unit", "[\"天\"]"),
        call: misfits,
    },
    Builtin {
        zh: "所数",
        en: "counted",
        params: TEXTS,
        result: |_| {
            record_ty(
                "一处所数",
                vec![
                    ("原文", "text", Ty::Text),
                    ("数量", "quantity", element(quantity_ty())),
                    ("键", "key", Ty::Text),
                    ("领句", "leads", Ty::Bool),
                    ("所在", "passage", Ty::Text),
                ],
            )
        },
        doc: "可以前后比较的目标值，和它数的是什么：同一件事、同一单位的键相同，不论词的次序；\
              写着“其中、另”的不算；领句：是一句的开头。",
        example: (
            "count(group(counted([\"培训网格员300人\", \"网格员培训260人\"]) by key))",
            "1",
        ),
        call: counted,
    },
    Builtin {
        zh: "名称要的单位",
        en: "fitting_units",
        params: &[NAME],
        result: |_| Ty::Text,
        doc: "名称的结尾说明了量什么时（人数、面积），它要的单位；说明不了时为缺失。",
        example: ("fitting_units(\"受训人数\")", "\"人\""),
        call: fitting,
    },
    Builtin {
        zh: "单位相合",
        en: "unit_fits",
        params: &[
            NAME,
            Param {
                name: "单位",
                kind: Kind::Text,
            },
        ],
        result: |_| Ty::Bool,
        doc: "单位是不是名称的结尾所要的；名称说明不了、单位不认得的，算相合。",
        example: ("unit_fits(\"绿化面积\", \"公里\")", "false"),
        call: unit_fits,
    },
];
