package io.latentlake.score;

import io.latentlake.config.Effect;
import io.latentlake.config.Key;

/** What is embedded and how: section {@code embed}. */
public record EmbedOptions(
    @Key(
            value = "all",
            oneOf = {"all", "sample", "top"},
            meaning =
                "All images, a sample by hash of the image id, or the top, those of highest score")
        String rows,
    @Key(
            value = "1000",
            min = 1,
            max = 1e9,
            unit = "images",
            meaning = "Size of the sample or the top")
        int count,
    @Key(value = "128", min = 1, max = 65536, unit = "images", meaning = "Images per minibatch")
        int minibatch,
    @Key(
            value = "false",
            effect = Effect.NONE,
            meaning = "Compute every row again, even if the row of the previous run is still valid")
        boolean full) {}
