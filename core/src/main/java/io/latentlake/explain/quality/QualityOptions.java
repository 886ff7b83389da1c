package io.latentlake.explain.quality;

import io.latentlake.config.Key;
import java.io.Serializable;

/** How the quality of maps is measured: section {@code explain.quality}. */
public record QualityOptions(
    @Key(
            value = "false",
            meaning =
                "Measure how good the maps are, in table attribution_quality; costs several times"
                    + " what the maps cost")
        boolean measure,
    @Key(
            value = "10",
            min = 1,
            max = 1000,
            meaning = "Altered copies of each image, for infidelity and max-sensitivity each")
        int draws,
    @Key(
            value = "0.02",
            min = 0,
            max = 1,
            meaning = "Most that a pixel is changed for max-sensitivity; black to white is 1")
        double radius,
    @Key(
            value = "0.2",
            min = 0.000001,
            max = 1,
            meaning = "Standard deviation of the noise for infidelity; black to white is 1")
        double noise,
    @Key(
            value = "16",
            min = 2,
            max = 1000,
            meaning = "Steps in which pixels are deleted or inserted")
        int steps)
    implements Serializable {}
