package io.latentlake.model.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentlake.config.Options;
import io.latentlake.model.ModelOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "reconstruction_error",
        "reconstruction_error_channel_2",
        "reconstruction_error_region_0_8_16_4",
        "kl",
        "negative_elbo",
        "squared_norm",
        "defect_pixels",
        "label_free",
        "label_free_cosine",
        "anomaly_score",
        "score_ssim_mean",
        "latent_12"
      })
  void namesAreReadAsTheyAreWritten(String name) {
    assertThat(Targets.parse(name).name()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "latent",
        "latent_",
        "latent_-1",
        "KL",
        "elbo",
        "latent_1234567",
        "score_magic",
        "reconstruction_error_region_1_2_3"
      })
  void otherNamesAreRefused(String name) {
    assertThatThrownBy(() -> Targets.parse(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("target is '" + name + "'; allowed are " + Targets.ALLOWED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "latent_3 | conv-ae | has the latent units latent_0 to latent_2",
        "kl | conv-ae | is a conv-ae, which has no posterior variance",
        "negative_elbo | conv-ae | is a conv-ae, which has no posterior variance",
        "defect_pixels | conv-ae | is a conv-ae, which does not learn to find defects",
        "score_negative_elbo_nats | conv-ae | is a conv-ae, which has no such anomaly score"
      })
  void aModelSaysWhyItHasNoSuchNumber(String target, String kind, String reason) {
    assertThatThrownBy(() -> Targets.requireFits(Targets.parse(target), model(kind)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "target is '"
                + target
                + "', but model model "
                + reason
                + "; it has reconstruction_error, squared_norm, label_free, anomaly_score,"
                + " latent_0 to latent_2");
  }

  @ParameterizedTest
  @CsvSource({"latent_2, conv-ae", "kl, conv-vae", "defect_pixels, restoring-ae"})
  void aModelThatHasItIsNotRefused(String target, String kind) {
    assertThatCode(() -> Targets.requireFits(Targets.parse(target), model(kind)))
        .doesNotThrowAnyException();
  }

  @Test
  void noPartOfALossThatComparesNeighbourhoodsIsExplained() {
    ModelOptions structural =
        Options.of(ModelOptions.class, "kind=conv-ae", "latent=3", "loss=ssim");

    assertThat(Targets.parse("reconstruction_error_channel_0").refusal(structural))
        .hasValue("is trained on ssim, in which no pixel counts for itself");
    assertThat(Targets.RECONSTRUCTION_ERROR.refusal(structural)).isEmpty();
  }

  private static ModelOptions model(String kind) {
    return Options.of(ModelOptions.class, "kind=" + kind, "latent=3");
  }
}
