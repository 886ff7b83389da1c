package io.latentlake.jobs;

import io.latentlake.config.Effect;
import io.latentlake.config.Key;
import java.util.List;
import java.util.Optional;

/** A published figure and how it is measured here: section {@code reproduce}. */
public record ReproduceOptions(
    @Key(
            value = "auroc",
            effect = Effect.NONE,
            meaning = "Metric of table metrics, over the whole split, that is compared",
            example = "mean_log_likelihood_nats")
        String metric,
    @Key(
            value = "test",
            oneOf = {"train", "validation", "test"},
            effect = Effect.NONE,
            meaning = "Split on which it is measured")
        String split,
    @Key(effect = Effect.NONE, meaning = "The published figure; unset: none is known")
        Optional<Double> published,
    @Key(effect = Effect.NONE, meaning = "Who published it, and under which conditions")
        Optional<String> source,
    @Key(
            effect = Effect.NONE,
            meaning = "Settings of each run, separated by blanks; unset: one run",
            example = "[seed=1, seed=2]")
        List<String> runs) {}
