//! What a workbook has beside its cells.

/// Before the rows of a sheet: its header stays in sight.
pub(super) const SHEET_BEGIN: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">"#,
    r#"<sheetViews><sheetView workbookViewId="0">"#,
    r#"<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>"#,
    r#"</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><sheetData>"#
);

/// After them.
pub(super) const SHEET_END: &str = "</sheetData></worksheet>";

const STYLES: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">"#,
    r#"<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/>"#,
    r#"<numFmt numFmtId="165" formatCode="yyyy\-mm\-dd\ hh:mm:ss"/></numFmts>"#,
    r#"<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>"#,
    r#"<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>"#,
    r#"<fills count="2"><fill><patternFill patternType="none"/></fill>"#,
    r#"<fill><patternFill patternType="gray125"/></fill></fills>"#,
    r#"<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"#,
    r#"<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>"#,
    r#"<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>"#,
    r#"<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>"#,
    r#"<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>"#,
    r#"<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>"#,
    r#"<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"#
);

const ROOT: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#,
    r#"<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/>"#,
    "</Relationships>"
);

/// The name of a sheet's file; sheets are counted from 1.
pub(super) fn sheet(number: usize) -> String {
    format!("xl/worksheets/sheet{number}.xml")
}

/// The files that name and describe so many sheets.
pub(super) fn of(sheets: usize) -> [(&'static str, String); 5] {
    [
        ("xl/workbook.xml", workbook(sheets)),
        ("xl/_rels/workbook.xml.rels", relations(sheets)),
        ("xl/styles.xml", STYLES.to_owned()),
        ("_rels/.rels", ROOT.to_owned()),
        ("[Content_Types].xml", content_types(sheets)),
    ]
}

fn each(sheets: usize, text: impl Fn(usize) -> String) -> String {
    (1..=sheets).map(text).collect()
}

fn workbook(sheets: usize) -> String {
    let listed = each(sheets, |n| {
        let name = if n == 1 {
            "Result".to_owned()
        } else {
            format!("Result {n}")
        };
        format!(r#"<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>"#)
    });
    format!(
        concat!(
            r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
            r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" "#,
            r#"xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">"#,
            "<sheets>{}</sheets></workbook>"
        ),
        listed
    )
}

fn relations(sheets: usize) -> String {
    const KIND: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let listed = each(sheets, |n| {
        format!(
            r#"<Relationship Id="rId{n}" Type="{KIND}/worksheet" Target="worksheets/sheet{n}.xml"/>"#
        )
    });
    let styles = sheets + 1;
    format!(
        concat!(
            r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#,
            r#"{}<Relationship Id="rId{}" Type="{}/styles" Target="styles.xml"/></Relationships>"#
        ),
        listed, styles, KIND
    )
}

fn content_types(sheets: usize) -> String {
    const KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    let listed = each(sheets, |n| {
        format!(
            r#"<Override PartName="/{}" ContentType="{KIND}.worksheet+xml"/>"#,
            sheet(n)
        )
    });
    format!(
        concat!(
            r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
            r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">"#,
            r#"<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>"#,
            r#"<Default Extension="xml" ContentType="application/xml"/>"#,
            r#"<Override PartName="/xl/workbook.xml" ContentType="{}.sheet.main+xml"/>"#,
            r#"<Override PartName="/xl/styles.xml" ContentType="{}.styles+xml"/>{}</Types>"#
        ),
        KIND, KIND, listed
    )
}
