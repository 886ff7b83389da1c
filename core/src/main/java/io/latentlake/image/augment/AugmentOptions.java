package io.latentlake.image.augment;

import io.latentlake.config.Key;

/** What training images undergo: section {@code train.augment}. */
public record AugmentOptions(
    @Key(value = "false", meaning = "Swap left and right in half of the training images")
        boolean flipHorizontal,
    @Key(value = "false", meaning = "Swap top and bottom in half of the training images")
        boolean flipVertical,
    @Key(
            value = "0",
            min = 0,
            max = 0.5,
            unit = "share of the side",
            meaning = "Move each training image by up to this; its edge fills the gap")
        double shift,
    @Key(
            value = "0",
            min = 0,
            max = 0.9,
            unit = "share of the side",
            meaning = "Cut up to this off each training image and enlarge the rest")
        double crop,
    @Key(
            value = "0",
            min = 0,
            max = 1,
            unit = "share of black to white",
            meaning = "Make each training image brighter or darker by up to this")
        double brightness,
    @Key(
            value = "0",
            min = 0,
            max = 1,
            unit = "share of black to white",
            meaning = "Standard deviation of the noise that training images get")
        double noise) {}
