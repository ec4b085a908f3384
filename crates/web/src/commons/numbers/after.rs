//! After a loss: what studies found about time, ways, and the next pregnancy. Figures of populations, never advice.

use alongside_figures::{Age, Losses, Table};
use askama::Template;
use axum::{
    body::Body,
    extract::State,
    http::{Response, StatusCode},
};

use super::{
    answer::nothing_checked,
    context::{Pick, Section, found},
    said,
};
use crate::{
    commons::{
        Reader,
        parts::{Frame, Place},
    },
    web::Web,
};

use Table::{Context as C, HistoryAndNextPregnancy as H, Management as M};

const WAITING: Section = Section {
    heading: "Waiting",
    say: "Of people who chose to wait, or were followed while they did.",
    picks: &[
        Pick::of(M, "luise2002", "completed", "all")
            .as_what("was complete without a procedure within about four weeks, all together"),
        Pick::of(M, "luise2002", "completed", "incomplete")
            .as_what("the same, where it had begun already (incomplete)"),
        Pick::of(M, "luise2002", "completed", "missed")
            .as_what("the same, where a scan had shown it before any bleeding (missed)"),
        Pick::of(M, "luise2002", "completed", "anembryonic").as_what("the same, where the sac was empty"),
        Pick::of(M, "luise2002", "time", "completed within 14")
            .as_what("of all who completed it, within 14 days"),
        Pick::of(M, "plymouth_nhs", "", "over four weeks")
            .as_what("missed miscarriage, within four weeks, a hospital’s leaflet"),
    ],
};

const MEDICINE: Section = Section {
    heading: "Medicine",
    say: "The first number is for two medicines, mifepristone and then misoprostol, the second for misoprostol alone.",
    picks: &[
        Pick::of(M, "schreiber2018", "gestational sac", "mifepristone+misoprostol")
            .as_what("had passed it at the first visit, one to four days after"),
        Pick::of(M, "schreiber2018", "gestational sac", "uterine aspiration")
            .as_what("had a procedure after all, within 30 days"),
        Pick::of(M, "mifemiso2020", "did NOT pass", "").as_what("had not passed it within 7 days"),
        Pick::of(M, "petersen2013", "complete", "")
            .as_what("misoprostol alone: complete without a procedure"),
    ],
};

const PROCEDURE: Section = Section {
    heading: "A procedure, beside the other two",
    say: "From a trial in which chance decided between waiting, medicine and a procedure.",
    picks: &[
        Pick::of(M, "mist2006", "confirmed infection", "")
            .as_what("had an infection within 14 days: after waiting, medicine, a procedure"),
        Pick::of(M, "mist2006", "unplanned admission", "expectant")
            .as_what("more of 100 came into hospital unplanned after waiting than after a procedure"),
        Pick::of(M, "mist2006", "unplanned surgery", "expectant")
            .as_what("more of 100 had an unplanned procedure after waiting"),
    ],
};

const NEXT: Section = Section {
    heading: "What studies found about the next pregnancy",
    say: "Other people and other ways of counting than in the table above; some count births, some losses.",
    picks: &[
        Pick::of(H, "sundermann2017", "repeat", "1+ prior")
            .as_what("lost the next one before 20 weeks, where the last had been lost"),
        Pick::of(H, "clifford1997", "miscarriage of next", "after 3")
            .as_what("lost the next one after three in a row"),
        Pick::of(H, "clifford1997", "miscarriage of next", "after 6+")
            .as_what("lost the next one after six or more; few people"),
        Pick::of(H, "brigham1999", "pregnancy success", "overall")
            .as_what("of pregnancies after recurrent miscarriage without a known cause went well"),
        Pick::of(H, "nmh_ireland2023", "live birth", "")
            .as_what("had a living child in the next pregnancy after three in a row"),
        Pick::of(H, "lund2012", "at least one", "5 years")
            .as_what("had a living child within five years of coming to a clinic after three or more"),
        Pick::of(H, "lund2012", "at least one", "15 years").as_what("the same within fifteen years"),
        Pick::of(H, "wildenschild2019", "conceived", "1 previous")
            .as_what("were pregnant within twelve cycles of trying, after one loss"),
        Pick::of(H, "wildenschild2019", "conceived", ">=2").as_what("the same after two or more"),
    ],
};

const FEELING: Section = Section {
    heading: "What it does",
    say: "Of those who answered in three hospitals, after one month and after nine.",
    picks: &[
        Pick::of(C, "farren2020", "post-traumatic", "1 / 9")
            .as_what("had the signs of post-traumatic stress"),
        Pick::of(C, "farren2020", "moderate/severe", "")
            .as_what("had strong anxiety, after one and nine months; then depression, after one and nine"),
    ],
};

/// All of them, for the test that looks for each figure.
#[cfg(test)]
pub(super) const SECTIONS: [Section; 5] = [WAITING, MEDICINE, PROCEDURE, NEXT, FEELING];

/// An age, and what is lost at it after so many losses.
struct ByAge {
    age: String,
    after: Vec<String>,
}

#[derive(Template)]
#[template(path = "numbers/after.html")]
struct After<'a> {
    frame: Frame<'a>,
    ways: [&'static Section; 3],
    next: &'static Section,
    feeling: &'static Section,
    losses: Vec<&'static str>,
    ages: Vec<ByAge>,
    predicted: String,
}

pub(super) async fn after(State(web): State<Web>, reader: Reader) -> Response<Body> {
    let by_age = |age: Age| ByAge {
        age: nothing_checked::years(age),
        after: Losses::ALL.map(|losses| said::whole(100.0 * losses.total(age))).into(),
    };
    let auc = Pick::of(H, "kolte2021", "", "predictability");
    let page = After {
        frame: reader.frame(&web, Place::Numbers),
        ways: [&WAITING, &MEDICINE, &PROCEDURE],
        next: &NEXT,
        feeling: &FEELING,
        losses: Losses::ALL.map(nothing_checked::after).into(),
        ages: Age::ALL.map(by_age).into(),
        predicted: found(&auc).map(|figure| figure.quote.to_owned()).unwrap_or_default(),
    };
    reader.page(StatusCode::OK, &page)
}
