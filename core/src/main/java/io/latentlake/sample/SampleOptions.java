package io.latentlake.sample;

import io.latentlake.config.Key;

/** What is drawn from a model: section {@code sample}. */
public record SampleOptions(
    @Key(
            value = "32",
            min = 0,
            max = 10000,
            unit = "images",
            meaning = "Draws from the prior; from a conditional-vae, of each label")
        int draws,
    @Key(value = "4", min = 0, max = 1000, meaning = "Pairs of images to interpolate between")
        int interpolations,
    @Key(
            value = "9",
            min = 2,
            max = 100,
            unit = "images",
            meaning = "Images in an interpolation or a traversal")
        int steps,
    @Key(
            value = "16",
            min = 0,
            max = 4096,
            meaning = "Latent units to traverse, those of highest variance first")
        int traversals,
    @Key(
            value = "3",
            min = 0.1,
            max = 20,
            unit = "standard deviations",
            meaning = "Range of a traversal to either side")
        double range) {}
