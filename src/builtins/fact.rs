//! What passages say, as records: the facts of [`crate::facts`] in the words of the rule language.
//!
//! Each function takes a text or a list of texts and gives the facts of all of them in order. A
//! fact's record begins with its words, so that it points at its place and prints as written. The
//! facts of a passage are read once for all rules of a document.

use std::sync::Arc;

use rust_decimal::Decimal;

use crate::facts::{self, Comparator, Lexicon, Quantity, Relation, Role};
use crate::source::TextRange;
use crate::types::{
    Absence, AbsenceKind, Member, Number, Record, RecordTy, Repr, Stop, Text, Ty, Unit, Value,
    Word, WordSet, WordTy,
};

use super::builtin::{Builtin, Context, Kind, Param, argument};
use super::counting::sentence;

pub(super) const TEXTS: &[Param] = &[Param {
    name: "文字",
    kind: Kind::Texts,
}];

/// The words of an enumeration in both spellings; an index is the order of the Rust enum.
type Words = &'static [(&'static str, &'static str)];

const COMPARATORS: Words = &[
    (Comparator::Ge.word(), Comparator::Ge.key()),
    (Comparator::Le.word(), Comparator::Le.key()),
    (Comparator::Gt.word(), Comparator::Gt.key()),
    (Comparator::Lt.word(), Comparator::Lt.key()),
    (Comparator::Eq.word(), Comparator::Eq.key()),
    (Comparator::About.word(), Comparator::About.key()),
    (Comparator::Range.word(), Comparator::Range.key()),
    (Comparator::None.word(), Comparator::None.key()),
];
const ROLES: Words = &[
    (Role::Target.word(), Role::Target.key()),
    (Role::Part.word(), Role::Part.key()),
    (Role::Total.word(), Role::Total.key()),
    (Role::Base.word(), Role::Base.key()),
    (Role::Scope.word(), Role::Scope.key()),
    (Role::Factor.word(), Role::Factor.key()),
];
const KINDS: Words = &[
    ("产出", "output"),
    ("过程", "process"),
    ("效果", "effect"),
    ("兼有", "mixed"),
];
const GRADES: Words = &[
    ("确定", "exact"),
    ("上下限", "bound"),
    ("区间", "range"),
    ("约数", "approximate"),
    ("弱", "weak"),
    ("分级", "graded"),
    ("口号", "slogan"),
];
const WORDINGS: Words = &[("模糊", "vague"), ("开放", "open"), ("笼统", "absolute")];
const RELATIONS: Words = &[
    ("相等", "balanced"),
    ("另解相等", "only_if"),
    ("不等", "differs"),
];
const REFERENCES: Words = &[("标题", "title"), ("文号", "number"), ("条款", "article")];

const SET_COMPARATOR: u8 = 0;
const SET_ROLE: u8 = 1;
const SET_KIND: u8 = 2;
const SET_GRADE: u8 = 3;
const SET_WORDING: u8 = 4;
const SET_RELATION: u8 = 5;
const SET_REFERENCE: u8 = 6;

/// The words of a fact's enumeration, by its number.
pub fn fact_words(set: u8) -> Words {
    match set {
        SET_COMPARATOR => COMPARATORS,
        SET_ROLE => ROLES,
        SET_KIND => KINDS,
        SET_GRADE => GRADES,
        SET_WORDING => WORDINGS,
        SET_RELATION => RELATIONS,
        SET_REFERENCE => REFERENCES,
        _ => &[],
    }
}

fn word_ty(name: &str, set: u8) -> Ty {
    let words = fact_words(set)
        .iter()
        .map(|(zh, en)| ((*zh).into(), (*en).into()))
        .collect();
    Ty::Word(Arc::new(WordTy {
        name: name.into(),
        set: WordSet::Fact(set),
        words,
    }))
}

pub(super) fn record_ty(name: &str, fields: Vec<(&str, &str, Ty)>) -> Ty {
    let fields = fields
        .into_iter()
        .map(|(zh, en, ty)| Member {
            zh: zh.into(),
            en: en.into(),
            ty,
        })
        .collect();
    Ty::list(Ty::Record(Arc::new(RecordTy {
        name: name.into(),
        repr: Repr::Parts,
        fields,
    })))
}

/// A passage being read, and how its facts become values.
pub(super) struct Passage<'c, 'a> {
    cx: &'c Context<'a>,
    pub(super) text: Text<'a>,
    pub(super) lexicon: &'a Lexicon,
}

impl<'a> Passage<'_, 'a> {
    fn part(&self, range: TextRange) -> Text<'a> {
        self.text.part(range.indices())
    }

    pub(super) fn words(&self, range: TextRange) -> Value<'a> {
        Value::Text(self.part(range))
    }

    fn word(&self, set: u8, index: usize, range: TextRange) -> Value<'a> {
        let at = self.part(range).place().unwrap_or_default();
        let index = u16::try_from(index).unwrap_or(u16::MAX);
        Value::Word(Word {
            set: WordSet::Fact(set),
            index,
            at,
        })
    }

    /// A number; a percentage has its unit, other units stay words.
    fn number(&self, value: Decimal, unit: Unit, range: TextRange) -> Value<'a> {
        let at = self.part(range).place().unwrap_or_default();
        Value::Number(Number { value, unit, at })
    }

    fn missing(&self, name: &'static str) -> Value<'a> {
        let at = TextRange::default();
        let absence = Absence {
            name,
            kind: AbsenceKind::NotFound,
            at,
        };
        Value::Missing(self.cx.arena.alloc(absence))
    }

    pub(super) fn record(&self, range: TextRange, parts: &[Value<'a>]) -> Value<'a> {
        self.made(self.part(range).place().unwrap_or_default(), parts)
    }

    /// A record that stands at a place of the document.
    pub(super) fn made(&self, at: TextRange, parts: &[Value<'a>]) -> Value<'a> {
        let parts = self.cx.arena.alloc_slice_copy(parts);
        Value::Record(self.cx.arena.alloc(Record { at, parts }))
    }

    pub(super) fn quantities(&self) -> Arc<facts::Quantities> {
        self.cx.quantities(self.text.text)
    }

    pub(super) fn quantity(&self, it: &Quantity) -> Value<'a> {
        let unit = it.canonical_unit(self.text.text, self.lexicon);
        let unit = self.cx.arena.alloc_str(&unit);
        let high = it.high.map(|high| self.number(high, Unit::NONE, it.number));
        let (start, end) = sentence(self.text.text, it.range);
        let family = it.unit_id.map_or("", |id| self.lexicon.unit_family(id));
        self.record(
            it.range,
            &[
                self.words(it.range),
                self.number(it.value, Unit::NONE, it.number),
                high.unwrap_or_else(|| self.missing("上限")),
                match it.shown_unit(self.text.text) {
                    shown if shown == it.unit.slice(self.text.text) => self.words(it.unit),
                    shown => Value::Text(Text::computed(shown)),
                },
                Value::Text(Text::computed(unit)),
                self.word(SET_COMPARATOR, it.comparator as usize, TextRange::default()),
                it.per
                    .map_or_else(|| self.missing("周期"), |per| self.words(per)),
                Value::Bool(it.approximate),
                self.word(SET_ROLE, it.role as usize, TextRange::default()),
                self.word(SET_GRADE, it.grade as usize, TextRange::default()),
                Value::count(it.places as usize),
                Value::Text(self.text),
                Value::Bool(it.is_target()),
                self.words(TextRange::new(start, it.range.start)),
                self.words(TextRange::new(it.range.end, end)),
                Value::Text(Text::computed(family)),
            ],
        )
    }
}

pub(super) fn quantity_ty() -> Ty {
    record_ty(
        "一个数量",
        vec![
            ("原文", "text", Ty::Text),
            ("值", "value", Ty::PLAIN),
            ("上限", "high", Ty::PLAIN),
            ("单位", "unit", Ty::Text),
            ("标准单位", "canonical_unit", Ty::Text),
            ("比较", "comparator", word_ty("数量的比较", SET_COMPARATOR)),
            ("周期", "per", Ty::Text),
            ("约数", "approximate", Ty::Bool),
            ("作用", "role", word_ty("数量的作用", SET_ROLE)),
            ("程度", "grade", word_ty("数量的确定程度", SET_GRADE)),
            ("小数位", "places", Ty::PLAIN),
            ("所在", "passage", Ty::Text),
            ("是目标", "is_target", Ty::Bool),
            ("前文", "preceding", Ty::Text),
            ("后文", "following", Ty::Text),
            ("量纲", "family", Ty::Text),
        ],
    )
}

/// Reads the facts of one kind from every text of the first argument, each text once.
pub(super) fn each<'a>(
    cx: &Context<'a>,
    arguments: &[Value<'a>],
    kind: u8,
    read: impl Fn(&Passage<'_, 'a>, &mut Vec<Value<'a>>),
) -> Result<Value<'a>, Stop<'a>> {
    let given = argument(arguments, 0)?;
    let single = matches!(given, Value::Text(_));
    let mut all = cx.vec();
    for value in cx.elements(given) {
        let Value::Text(text) = value else { continue };
        let key = (kind, text.text.as_ptr() as usize, text.text.len());
        let known = cx.facts.borrow().get(&key).copied();
        let found = known.unwrap_or_else(|| {
            let passage = Passage {
                cx,
                text: *text,
                lexicon: (cx.lexicon)(),
            };
            let mut found = Vec::new();
            read(&passage, &mut found);
            let found: &'a [Value<'a>] = cx.arena.alloc_slice_copy(&found);
            cx.facts.borrow_mut().insert(key, found);
            found
        });
        if single {
            return Ok(Value::List(found));
        }
        all.extend_from_slice(found);
    }
    Ok(Value::List(all.into_bump_slice()))
}

fn quantities<'a>(cx: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    each(cx, arguments, 0, |passage, found| {
        let quantities = passage.quantities();
        found.extend(quantities.found.iter().map(|it| passage.quantity(it)));
    })
}

fn set_aside<'a>(cx: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    each(cx, arguments, 1, |passage, found| {
        let quantities = passage.quantities();
        found.extend(quantities.set_aside.iter().map(|it| {
            let reason = Value::Text(Text::computed(it.reason.word()));
            passage.record(it.range, &[passage.words(it.range), reason])
        }));
    })
}

fn years<'a>(cx: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    each(cx, arguments, 2, |passage, found| {
        let whole = passage.text.text;
        for it in facts::years(whole) {
            let year = passage.number(Decimal::from(it.year), Unit::YEAR, it.range);
            let before = TextRange::new(0, it.range.start);
            let after = TextRange::new(it.range.end, crate::source::offset(whole.len()));
            let parts = [
                passage.words(it.range),
                year,
                passage.words(before),
                passage.words(after),
            ];
            found.push(passage.record(it.range, &parts));
        }
    })
}

fn ordinals<'a>(cx: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    each(cx, arguments, 3, |passage, found| {
        for it in facts::ordinals(passage.text.text, passage.lexicon) {
            let parts = [
                passage.words(it.range),
                passage.number(Decimal::from(it.number), Unit::NONE, it.range),
                passage.words(it.counter),
                passage.words(it.name),
            ];
            found.push(passage.record(it.range, &parts));
        }
    })
}

fn references<'a>(cx: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    each(cx, arguments, 4, |passage, found| {
        for it in facts::references(passage.text.text, passage.lexicon) {
            let kind = passage.word(SET_REFERENCE, it.kind as usize, TextRange::default());
            found.push(passage.record(it.range, &[passage.words(it.range), kind]));
        }
    })
}

fn wordings<'a>(cx: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    each(cx, arguments, 5, |passage, found| {
        let quantities = passage.quantities();
        for it in facts::wordings(passage.text.text, &quantities, passage.lexicon) {
            let kind = passage.word(SET_WORDING, it.kind as usize, TextRange::default());
            found.push(passage.record(it.range, &[passage.words(it.range), kind]));
        }
    })
}

fn frequencies<'a>(cx: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    each(cx, arguments, 6, |passage, found| {
        let quantities = passage.quantities();
        for it in facts::frequencies(passage.text.text, &quantities, passage.lexicon) {
            let parts = [passage.words(it.range), passage.words(it.period)];
            found.push(passage.record(it.range, &parts));
        }
    })
}

fn effects<'a>(cx: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    each(cx, arguments, 7, |passage, found| {
        let quantities = passage.quantities();
        for it in facts::prose(passage.text.text, &quantities, passage.lexicon).effects {
            let parts = [passage.words(it.range), Value::Bool(it.measured)];
            found.push(passage.record(it.range, &parts));
        }
    })
}

fn broken_ends<'a>(cx: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    each(cx, arguments, 8, |passage, found| {
        for it in facts::broken_ends(passage.text.text, passage.lexicon) {
            let parts = [passage.words(it.range), Value::Bool(it.heading)];
            found.push(passage.record(it.range, &parts));
        }
    })
}

fn subtotals<'a>(cx: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    each(cx, arguments, 9, |passage, found| {
        let quantities = passage.quantities();
        for it in facts::subtotals(passage.text.text, &quantities, passage.lexicon) {
            found.extend(subtotal(passage, &quantities, &it));
        }
    })
}

fn subtotal<'a>(
    passage: &Passage<'_, 'a>,
    quantities: &facts::Quantities,
    it: &facts::Subtotal,
) -> Option<Value<'a>> {
    let total = quantities.found.get(it.total)?;
    let parts: Vec<Value<'a>> = it
        .parts
        .iter()
        .filter_map(|part| quantities.found.get(*part))
        .map(|part| passage.quantity(part))
        .collect();
    let (relation, reading) = match &it.relation {
        Relation::Balanced => (0, passage.missing("另一种读法")),
        Relation::BalancedOnlyIf(reading) => {
            let words = reading_words(passage, quantities, it, *reading);
            let words = passage.cx.arena.alloc_str(&words);
            (1, Value::Text(Text::computed(words)))
        }
        Relation::Differs { .. } => (2, passage.missing("另一种读法")),
    };
    Some(passage.record(
        total.range,
        &[
            passage.words(total.range),
            passage.number(total.value, Unit::NONE, total.number),
            passage.cx.list(&parts),
            Value::Number(Number::computed(it.sum.normalize(), Unit::NONE)),
            passage.word(SET_RELATION, relation, TextRange::default()),
            reading,
        ],
    ))
}

/// Another reading in words: 2000册 按每个 2000册、共 2 个计.
fn reading_words(
    passage: &Passage<'_, '_>,
    quantities: &facts::Quantities,
    it: &facts::Subtotal,
    reading: facts::Reading,
) -> String {
    use facts::Reading;
    let words = |quantity: Option<&Quantity>| {
        quantity
            .map(|it| it.range.slice(passage.text.text))
            .unwrap_or_default()
    };
    let part = |part: usize| {
        it.parts
            .get(part)
            .and_then(|index| quantities.found.get(*index))
    };
    match reading {
        Reading::PartTimes {
            part: index,
            factor,
            source,
        } => {
            let from = words(quantities.found.get(source));
            format!(
                "“{}”按每个计、共 {} 个（见“{from}”）",
                words(part(index)),
                factor.normalize()
            )
        }
        Reading::TenThousand { part: index } => {
            format!("“{}”多写或漏写了“万”", words(part(index)))
        }
        Reading::TotalTenThousand => "合计多写或漏写了“万”".into(),
        Reading::Without { part: index } => format!("合计没有计入“{}”", words(part(index))),
    }
}

fn kind<'a>(cx: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    let text = super::builtin::text(arguments, 0)?;
    let lexicon = (cx.lexicon)();
    let quantities = cx.quantities(text.text);
    let kind = facts::prose(text.text, &quantities, lexicon).kind;
    let index = u16::try_from(kind as usize).unwrap_or(u16::MAX);
    let at = TextRange::default();
    Ok(Value::Word(Word {
        set: WordSet::Fact(SET_KIND),
        index,
        at,
    }))
}

fn closed<'a>(_: &Context<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Stop<'a>> {
    Ok(Value::Bool(facts::ends_closed(
        super::builtin::text(arguments, 0)?.text,
    )))
}

/// The functions of this family.
pub(super) const TABLE: &[Builtin] = &[
    Builtin {
        zh: "数量",
        en: "quantities",
        params: TEXTS,
        result: |_| quantity_ty(),
        doc: "文字里表示多少的数：值、单位、比较、作用等；年份、文号、热线等不算。\
              前文、后文是同一句里前后的话，各至多八十字；量纲是词表里单位的类。",
        example: ("count(quantities(\"拨打12345热线，培训12场\"))", "1"),
        call: quantities,
    },
    Builtin {
        zh: "不计的数",
        en: "set_aside",
        params: TEXTS,
        result: |_| {
            record_ty(
                "一个不计的数",
                vec![("原文", "text", Ty::Text), ("原因", "reason", Ty::Text)],
            )
        },
        doc: "文字里不表示多少的数和不计的原因。",
        example: ("count(set_aside(\"2021年培训12场\"))", "1"),
        call: set_aside,
    },
    Builtin {
        zh: "小计",
        en: "subtotals",
        params: TEXTS,
        result: |_| {
            record_ty(
                "一处合计",
                vec![
                    ("原文", "text", Ty::Text),
                    ("值", "value", Ty::PLAIN),
                    ("分项", "parts", quantity_ty()),
                    ("分项之和", "sum", Ty::PLAIN),
                    (
                        "关系",
                        "relation",
                        word_ty("合计与分项的关系", SET_RELATION),
                    ),
                    ("读法", "reading", Ty::Text),
                ],
            )
        },
        doc: "文字里的合计和它的分项；没有分项可对的合计不算。",
        example: ("count(subtotals(\"甲馆30册，乙馆20册，合计50册\"))", "1"),
        call: subtotals,
    },
    Builtin {
        zh: "年份",
        en: "years",
        params: TEXTS,
        result: |_| {
            record_ty(
                "一个年份",
                vec![
                    ("原文", "text", Ty::Text),
                    ("年", "year", Ty::Number(Unit::YEAR)),
                    ("前文", "preceding", Ty::Text),
                    ("后文", "following", Ty::Text),
                ],
            )
        },
        doc: "文字里的公历年份。",
        example: ("count(years(\"2021年和2022年\"))", "2"),
        call: years,
    },
    Builtin {
        zh: "次第",
        en: "ordinals",
        params: TEXTS,
        result: |_| {
            record_ty(
                "一个次第",
                vec![
                    ("原文", "text", Ty::Text),
                    ("数", "number", Ty::PLAIN),
                    ("量词", "counter", Ty::Text),
                    ("名称", "name", Ty::Text),
                ],
            )
        },
        doc: "文字里的“第几届什么”：数、量词和所数的事物。",
        example: ("count(ordinals(\"第十六届表彰大会\"))", "1"),
        call: ordinals,
    },
    Builtin {
        zh: "引用",
        en: "references",
        params: TEXTS,
        result: |_| {
            record_ty(
                "一处引用",
                vec![
                    ("原文", "text", Ty::Text),
                    ("种类", "kind", word_ty("引用的种类", SET_REFERENCE)),
                ],
            )
        },
        doc: "文字里引用的文件、标准和条款。",
        example: ("count(references(\"财预〔2021〕101号\"))", "1"),
        call: references,
    },
    Builtin {
        zh: "用语",
        en: "wordings",
        params: TEXTS,
        result: |_| {
            record_ty(
                "一处用语",
                vec![
                    ("原文", "text", Ty::Text),
                    ("种类", "kind", word_ty("用语的种类", SET_WORDING)),
                ],
            )
        },
        doc: "文字里模糊（进一步）、开放（约、余、等）和笼统（全覆盖）的用语。",
        example: ("count(wordings(\"进一步提高满意度\")) > 0", "true"),
        call: wordings,
    },
    Builtin {
        zh: "频次",
        en: "frequencies",
        params: TEXTS,
        result: |_| {
            record_ty(
                "一个频次",
                vec![("原文", "text", Ty::Text), ("周期", "period", Ty::Text)],
            )
        },
        doc: "文字里没有数的频次：每季度、按月。",
        example: ("count(frequencies(\"每季度召开联席会议\"))", "1"),
        call: frequencies,
    },
    Builtin {
        zh: "效果",
        en: "effects",
        params: TEXTS,
        result: |_| {
            record_ty(
                "一处效果",
                vec![("原文", "text", Ty::Text), ("可衡量", "measured", Ty::Bool)],
            )
        },
        doc: "文字里说出谁或什么发生何种变化的分句，以及它是否可衡量。",
        example: ("count(effects(\"群众满意度达到95%以上\"))", "1"),
        call: effects,
    },
    Builtin {
        zh: "断句",
        en: "broken_ends",
        params: TEXTS,
        result: |_| {
            record_ty(
                "一处断句",
                vec![("原文", "text", Ty::Text), ("标题", "heading", Ty::Bool)],
            )
        },
        doc: "文字里没有说完就断开的句子。",
        example: ("count(broken_ends(\"促进产销衔接、资金周转良性。\"))", "1"),
        call: broken_ends,
    },
    Builtin {
        zh: "性质",
        en: "kind",
        params: &[Param {
            name: "文字",
            kind: Kind::Text,
        }],
        result: |_| word_ty("条目的性质", SET_KIND),
        doc: "一条指标说的是产出、过程、效果，还是兼有。",
        example: ("kind(\"培训护理员12场\") == output", "true"),
        call: kind,
    },
    Builtin {
        zh: "已收尾",
        en: "ends_closed",
        params: &[Param {
            name: "文字",
            kind: Kind::Text,
        }],
        result: |_| Ty::Bool,
        doc: "一段文字是否以收尾的标点结束。",
        example: ("ends_closed(\"增加公共服\")", "false"),
        call: closed,
    },
];
