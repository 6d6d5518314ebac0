#![doc = include_str!("../README.md")]

mod contrast;
mod counted;
mod denied;
mod empty;
mod ending;
pub mod grounding;
mod language;
mod narration;
mod number;
mod refusal;
mod remarks;
mod suggestions;
mod talk;
mod whole;

use chart::{Chart, ChartRequest, NoChart};
use contract::{AskState, Catalog, Explanation, Outcome, StepName, Usage};
use ending::Ending;
use language::Language;
use ports::{CatalogStore, ObjectStore, Ports};
use std::sync::Arc;
use step::{Step, StepError};

/// Tells how the question ended.
pub struct Explain;

/// What the step needs.
pub struct ExplainDeps {
    catalog: Arc<dyn CatalogStore>,
    objects: Arc<dyn ObjectStore>,
}

impl From<&Ports> for ExplainDeps {
    fn from(ports: &Ports) -> Self {
        Self {
            catalog: Arc::clone(&ports.catalog),
            objects: Arc::clone(&ports.objects),
        }
    }
}

impl Step for Explain {
    const NAME: StepName = StepName::Explain;
    type Input = AskState;
    type Output = Explanation;
    type Deps = ExplainDeps;

    async fn run(state: AskState, deps: &ExplainDeps) -> Result<Explanation, StepError> {
        let language = Language::of(state.standalone_question());
        let ending = ending::of(&state, language)?;
        if matches!(ending, Ending::Talk) {
            let catalog = deps.permitted(&state).await?;
            return Ok(plain(
                Outcome::Answered,
                talk::reply(&state, &catalog, language),
                &state,
                Some(&catalog),
            ));
        }
        // Follow-ups are a courtesy: an answer without them beats no answer.
        let catalog = deps.permitted(&state).await.ok();
        let catalog = catalog.as_ref();
        match ending {
            Ending::Rows(execution) => {
                let mut result = whole::result(execution, &deps.objects).await?;
                counted::name(&mut result, &state);
                Ok(answered(&state, &result, catalog, language))
            }
            Ending::Empty(execution) => Ok(plain(
                Outcome::Empty,
                empty::text(&state, execution, language),
                &state,
                catalog,
            )),
            Ending::Told(Outcome::Unanswerable, _) if deps.names_denied(&state).await => Ok(plain(
                Outcome::NotPermitted,
                refusal::not_permitted(None, language),
                &state,
                catalog,
            )),
            Ending::Told(outcome, text) => Ok(plain(outcome, text, &state, catalog)),
            Ending::Talk => Ok(plain(Outcome::Answered, String::new(), &state, catalog)),
        }
    }
}

impl ExplainDeps {
    /// Whether the question names what the role may not read.
    async fn names_denied(&self, state: &AskState) -> bool {
        let Ok(source) = self.catalog.source(&state.request.source).await else {
            return false;
        };
        let permitted = |all: &Catalog| all.permitted(&source.policy(&state.request.role));
        match self.catalog.catalog(&source).await {
            Ok(all) => denied::is_named(state.standalone_question(), &all, &permitted(&all)),
            Err(_) => false,
        }
    }

    /// The catalogue as the role may see it.
    async fn permitted(&self, state: &AskState) -> Result<Catalog, StepError> {
        let source = self.catalog.source(&state.request.source).await?;
        let catalog = self.catalog.catalog(&source).await?;
        Ok(catalog.permitted(&source.policy(&state.request.role)))
    }
}

fn plain(
    outcome: Outcome,
    text: String,
    state: &AskState,
    catalog: Option<&Catalog>,
) -> Explanation {
    let suggestions = catalog
        .map(|catalog| suggestions::of(state, catalog))
        .unwrap_or_default();
    Explanation {
        outcome,
        text,
        chart: None,
        suggestions,
        usage: Usage::default(),
    }
}

fn answered(
    state: &AskState,
    result: &contract::ResultSet,
    catalog: Option<&Catalog>,
    language: Language,
) -> Explanation {
    let question = state.standalone_question();
    let wanted = state.wants_chart();
    let chart = chart::chart(
        result,
        &ChartRequest {
            question,
            wanted,
            mark: None,
        },
    );
    let mut sentences = contrast::tell(result).unwrap_or_else(|| {
        let told = narration::tell(question, result, language);
        grounding::Facts::of(result).keep(told)
    });
    sentences.extend(remarks::of(state, result, language));
    sentences.extend(about_chart(wanted, &chart, language));
    let mut explanation = plain(Outcome::Answered, sentences.join(" "), state, catalog);
    explanation.chart = chart.ok().map(|chart| chart.spec);
    explanation
}

fn about_chart(wanted: bool, chart: &Result<Chart, NoChart>, language: Language) -> Vec<String> {
    let [in_chart, no_chart] = match language {
        Language::English => ["In the chart", "No chart is drawn"],
        Language::German => ["Im Diagramm", "Es wird kein Diagramm gezeichnet"],
    };
    match chart {
        Ok(chart) => chart
            .notes
            .iter()
            .map(|note| format!("{in_chart}: {note}"))
            .collect(),
        Err(reason) if wanted => vec![format!("{no_chart}: {reason}.")],
        Err(_) => Vec::new(),
    }
}
