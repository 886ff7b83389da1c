package io.latentlake.model;

import io.latentlake.config.Key;
import java.util.List;

/** The network: section {@code model}. */
public record ModelOptions(
    @Key(value = "model", meaning = "Name of the trained model in every table") String id,
    @Key(
            value = "conv-vae",
            oneOf = {"dense-ae", "linear-ae", "conv-ae", "conv-vae"},
            meaning = "Family of the network")
        String kind,
    @Key(value = "16", min = 1, max = 4096, unit = "units", meaning = "Size of the latent")
        int latent,
    @Key(value = "[32, 64]", meaning = "Channels of each convolution stage; each halves the image")
        List<Integer> channels,
    @Key(
            value = "3",
            min = 2,
            max = 11,
            unit = "pixels",
            meaning = "Side of the convolution kernel")
        int kernel,
    @Key(value = "[256]", meaning = "Widths of the hidden layers of a dense network")
        List<Integer> hidden,
    @Key(
            value = "auto",
            oneOf = {"auto", "bce", "squared-error"},
            meaning =
                "Reconstruction loss, summed over pixels; auto is squared-error for linear-ae, else"
                    + " bce")
        String loss,
    @Key(value = "1", min = 0, max = 1000, meaning = "Weight of the KL divergence of a VAE")
        double beta,
    @Key(value = "0.2", min = 0, max = 1, meaning = "Slope of LeakyReLU below zero")
        double negativeSlope,
    @Key(
            value = "auto",
            oneOf = {"auto", "true", "false"},
            meaning = "Subtract the mean training image first; auto does so for linear-ae")
        String center) {}
