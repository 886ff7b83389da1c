package io.latentlake.evaluate;

import io.latentlake.config.Key;
import java.util.List;

/** What is measured against ground truth: section {@code evaluate}. */
public record EvaluateOptions(
    @Key(
            meaning =
                "Labels that count as normal; any other label counts as an anomaly; unset: those of"
                    + " good, ok and normal, in any capitals, that there are",
            example = "[good]")
        List<String> normalLabels,
    @Key(value = "true", meaning = "Measure the maps against the masks, where there are masks")
        boolean pixels,
    @Key(
            value = "false",
            meaning = "Measure the reconstruction error of a PCA with as many components beside it")
        boolean pcaBaseline) {}
