use super::*;

#[test]
#[ignore]
fn x() {
    let text = std::fs::read_to_string("/work/shared/sla/cases.json").unwrap();
    let r = run(&text).unwrap();
    for l in r.lines.iter().filter(|l| l.contains("\"ok\":false")) { println!("{l}"); }
    println!("{}", r.summary());
    println!("{}", r.lines.iter().filter(|l| l.contains("glpi") || l.contains("sg-0")|| l.contains("biz-16")).cloned().collect::<Vec<_>>().join("\n"));
}
