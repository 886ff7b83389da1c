package io.latentlake.score;

import io.latentlake.config.Key;

/** What is embedded and how: section {@code embed}. */
public record EmbedOptions(
    @Key(
            value = "all",
            oneOf = {"all", "sample", "top"},
            meaning = "Every image, a sample by hash of the image id, or those of highest score")
        String rows,
    @Key(
            value = "1000",
            min = 1,
            max = 1e9,
            unit = "images",
            meaning = "Size of the sample or the top")
        int count,
    @Key(
            value = "128",
            min = 1,
            max = 65536,
            unit = "images",
            meaning = "Images taken through the model at a time")
        int minibatch,
    @Key(
            value = "false",
            meaning = "Compute every row again, also where a row of the run before is still right")
        boolean full) {}
