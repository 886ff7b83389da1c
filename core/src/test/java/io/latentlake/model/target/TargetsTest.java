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
        "term_reconstruction",
        "term_total_correlation",
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
        "term_",
        "term_KL",
        "term_a/b",
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
        "score_negative_elbo_nats | conv-ae | is a conv-ae, which has no such anomaly score",
        "term_kl | conv-ae | is a conv-ae, which has no posterior variance",
        "term_commitment | conv-ae | is a conv-ae, which has no loss term commitment"
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
                + " term_reconstruction, latent_0 to latent_2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "beta-tc-vae | total_correlation | of a minibatch, which depends on all its images together"
            + " | kl, negative_elbo | term_kl",
        "info-vae | mmd | of a minibatch, which depends on all its images together"
            + " | kl, negative_elbo | term_kl",
        "vq-vae | codebook_disuse | of a minibatch, which depends on all its images together"
            + " | | term_commitment",
        "contractive-ae | jacobian_norm | in training only, as it depends on what is drawn for each"
            + " image | |",
        "restoring-ae | defect_segmentation | in training only, as it depends on what is drawn for"
            + " each image; explain defect_pixels instead | defect_pixels |"
      })
  void aTermThatMoreThanTheImageDecidesIsRefused(
      String kind, String term, String reason, String targets, String terms) {
    assertThatThrownBy(() -> Targets.requireFits(Targets.parse("term_" + term), model(kind)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "target is 'term_%s', but model model has the loss term %s %s; it has"
                .formatted(term, term, reason))
        .hasMessageContaining(targets == null ? "" : targets)
        .hasMessageEndingWith(
            ", term_reconstruction, "
                + (terms == null ? "" : terms + ", ")
                + "latent_0 to latent_2");
  }

  @Test
  void theReconstructionIsTheSameNumberAsATerm() {
    assertThat(Targets.parse("term_reconstruction"))
        .isEqualTo(new ReconstructionErrorTarget("term_reconstruction", null));
    assertThat(ReconstructionErrorTarget.onlyWhole(Targets.parse("term_reconstruction"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "latent_2, conv-ae",
    "kl, conv-vae",
    "defect_pixels, restoring-ae",
    "term_squared_code, rae"
  })
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
