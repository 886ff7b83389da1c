package io.latentlake.evaluate;

import io.latentlake.config.Key;
import java.util.List;

/** What is measured against ground truth: section {@code evaluate}. */
public record EvaluateOptions(
    @Key(
            meaning =
                "Labels that count as normal; any other label counts as an anomaly; unset: good, ok"
                    + " and normal, in upper or lower case",
            example = "[good]")
        List<String> normalLabels,
    @Key(value = "true", meaning = "Measure the maps against the masks, if there are masks")
        boolean pixels,
    @Key(
            value = "auto",
            meaning =
                "Also measure the reconstruction error of a PCA with as many components as latent"
                    + " units; auto does where there are anomalies to tell, from as many training"
                    + " images as take little time")
        PcaBaseline pcaBaseline) {
  /** What {@code evaluate.pca-baseline} takes. */
  public enum PcaBaseline {
    /** Where there is something to tell, and it takes little time. */
    AUTO,
    /** Always. */
    TRUE,
    /** Never. */
    FALSE
  }
}
