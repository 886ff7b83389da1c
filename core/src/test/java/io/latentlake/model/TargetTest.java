package io.latentlake.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "reconstruction_error",
        "kl",
        "negative_elbo",
        "squared_norm",
        "defect_pixels",
        "latent_12"
      })
  void namesAreReadAsTheyAreWritten(String name) {
    assertThat(Target.parse(name).name()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"latent", "latent_", "latent_-1", "KL", "elbo", "latent_1234567"})
  void otherNamesAreRefused(String name) {
    assertThatThrownBy(() -> Target.parse(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "target is '"
                + name
                + "'; allowed are reconstruction_error, kl, negative_elbo, squared_norm,"
                + " defect_pixels and latent_N for the Nth latent unit, counted from 0");
  }

  @Test
  void aLatentUnitThatDoesNotExistIsRefused() {
    ModelOptions options = Models.options("conv-vae");
    Target.latent(2).requireFits(options);
    assertThatThrownBy(() -> Target.latent(3).requireFits(options))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("target is 'latent_3', but model m has the latent units latent_0 to latent_2");
  }

  @Test
  void aPlainAutoencoderHasNoDivergence() {
    assertThatThrownBy(() -> Target.KL.requireFits(Models.options("conv-ae")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "target is 'kl', but model m is a conv-ae, which has no posterior variance; it has"
                + " reconstruction_error, squared_norm and latent_0 to latent_2");
  }

  @Test
  void aModelThatDoesNotFindDefectsHasNoDefectPixels() {
    Target.DEFECT_PIXELS.requireFits(Models.options("restoring-ae"));
    assertThatThrownBy(() -> Target.DEFECT_PIXELS.requireFits(Models.options("conv-ae")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "target is 'defect_pixels', but model m is a conv-ae, which does not learn to find"
                + " defects; it has reconstruction_error, squared_norm and latent_0 to latent_2");
  }
}
