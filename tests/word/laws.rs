//! What holds of every document, tried on documents made at random.

use jixiao::ooxml::{Origin, Package, Word};
use proptest::prelude::*;

use super::package::document;

/// A part of a body.
#[derive(Clone, Debug)]
enum Block {
    Paragraph(Vec<String>),
    Table(Vec<Vec<Vec<Block>>>),
}

fn words() -> impl Strategy<Value = String> {
    "[甲乙丙丁1-9 &<，。]{0,6}"
}

fn block() -> impl Strategy<Value = Block> {
    let leaf = prop::collection::vec(words(), 0..3).prop_map(Block::Paragraph);
    leaf.prop_recursive(3, 24, 3, |inner| {
        let cell = prop::collection::vec(inner, 0..3);
        let row = prop::collection::vec(cell, 1..3);
        prop::collection::vec(row, 1..3).prop_map(Block::Table)
    })
}

fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&#60;")
}

fn xml(block: &Block) -> String {
    match block {
        Block::Paragraph(runs) => {
            let runs = runs.iter().map(|words| {
                let words = escaped(words);
                format!("<w:r><w:t xml:space=\"preserve\">{words}</w:t></w:r>")
            });
            format!("<w:p>{}</w:p>", runs.collect::<String>())
        }
        Block::Table(rows) => {
            let cell = |blocks: &Vec<Block>| {
                let inner: String = blocks.iter().map(xml).collect();
                format!("<w:tc>{inner}<w:p/></w:tc>")
            };
            let row = |cells: &Vec<Vec<Block>>| {
                format!(
                    "<w:tr>{}</w:tr>",
                    cells.iter().map(cell).collect::<String>()
                )
            };
            format!(
                "<w:tbl>{}</w:tbl>",
                rows.iter().map(row).collect::<String>()
            )
        }
    }
}

fn text(block: &Block, out: &mut String) {
    match block {
        Block::Paragraph(runs) => runs.iter().for_each(|words| out.push_str(words)),
        Block::Table(rows) => {
            for block in rows.iter().flatten().flatten() {
                text(block, out);
            }
        }
    }
}

proptest! {
    #[test]
    fn every_character_is_read_once_and_in_order(blocks in prop::collection::vec(block(), 1..5)) {
        let body: String = blocks.iter().map(xml).collect();
        let bytes = document(&body);
        let mut package = Package::open(&bytes).expect("a package");
        let word = Word::read(&mut package).expect("a document");
        super::assert_pieces(&word);
        let mut expected = String::new();
        blocks.iter().for_each(|block| text(block, &mut expected));
        let read: String = word
            .pieces
            .iter()
            .filter(|piece| piece.origin != Origin::Nowhere)
            .map(|piece| piece.view.slice(&word.text))
            .collect();
        prop_assert_eq!(read, expected);
        for pair in word.cells.windows(2) {
            prop_assert!(pair[0].range.end <= pair[1].range.start);
            prop_assert!(pair[0].row <= pair[1].row);
        }
    }
}
