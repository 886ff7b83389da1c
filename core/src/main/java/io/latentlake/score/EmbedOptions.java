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
            value = "0",
            min = 0,
            max = 100,
            unit = "images",
            meaning =
                "Nearest training images to find for every image, with the weights that rebuild its"
                    + " latent from theirs: table neighbours. 0: none, because the work grows with"
                    + " images times training images")
        int neighbours,
    @Key(
            value = "64",
            min = 1,
            max = 1024,
            unit = "MiB",
            effect = Effect.NONE,
            meaning =
                "Latents of training images that go to the executors at a time; a task needs up to"
                    + " about twice as much heap")
        int neighbourBlock,
    @Key(
            value = "0",
            min = 0,
            max = 1000,
            unit = "clusters",
            meaning =
                "Clusters of the latent to sort the images into, by k-means: table clusters, and"
                    + " in the report what is typical and what is odd in each. 0: none")
        int clusters,
    @Key(
            value = "false",
            effect = Effect.NONE,
            meaning = "Compute every row again, even if the row of the previous run is still valid")
        boolean full) {}
