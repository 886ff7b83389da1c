package io.latentlake.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreComparisonTest {
  @TempDir private Path folder;

  @Test
  void aurocIsTheShareOfPairsInTheRightOrder() {
    double[] normal = {1, 2, 2, 5};
    double[] defective = {2, 6, 0.5};
    // 2 beats one and ties with two, 6 beats four, 0.5 none
    assertThat(ScoreComparison.auroc(normal, defective)).isCloseTo((2 + 4) / 12.0, within(1e-12));
    assertThat(ScoreComparison.auroc(defective, normal)).isCloseTo(0.5, within(1e-12));
    assertThat(ScoreComparison.auroc(new double[] {1}, new double[] {2})).isEqualTo(1);
  }

  @Test
  void theBestIsChosenAndATieKeepsWhatIsUsual() {
    assertThat(of(Map.of("a", 0.7, "usual", 0.8, "z", 0.8)).choose().score()).isEqualTo("usual");
    ScoreComparison other = of(Map.of("a", 0.9, "usual", 0.8)).choose();
    assertThat(other.score()).isEqualTo("a");
    assertThat(other.inWords())
        .isEqualTo(
            "a was chosen: AUROC of 9 validation images against the same with drawn defects:"
                + " a 0.900, usual 0.800");
    // where the usual score is no number, it has no figure
    assertThat(of(Map.of("a", 0.4)).choose().score()).isEqualTo("a");
    assertThatThrownBy(() -> of(Map.of("a", 1.1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("have the AUROCs {a=1.1}; allowed is 0 to 1");
  }

  @Test
  void thePackageNamesTheChosenScoreAndKeepsAllFigures() throws IOException {
    ModelPackage plain = Models.packed(Models.options("conv-ae"), Models.ODD);
    ScoreComparison figures =
        new ScoreComparison(
                "reconstruction_error",
                false,
                "validation",
                40,
                Map.of("mahalanobis", 0.9, "latent_knn", 0.8, "reconstruction_error", 0.7))
            .choose();
    ModelPackage chosen =
        plain
            .withFitted(Map.of("latent_gaussian", new float[9], "latent_references", new float[3]))
            .withComparison(figures);
    String uri = folder.resolve("m").toString();
    chosen.write(new Configuration(), uri);

    ModelPackage read = ModelPackage.read(new Configuration(), uri);
    assertThat(read.comparison()).contains(figures);
    assertThat(read.options().anomalyScore()).isEqualTo("mahalanobis");
    // what other scores learnt stays, so that images can be ranked by them as well
    assertThat(read.fitted()).containsOnlyKeys("latent_gaussian", "latent_references");
    assertThat(read.parameters()).containsExactly(plain.parameters());
    assertThat(read.fingerprint()).isEqualTo(chosen.fingerprint());
    Path file = folder.resolve("m/scores.json");
    assertThat(Files.readString(file))
        .contains("\"reason\" : \"mahalanobis was chosen: AUROC of 40");

    // Hadoop keeps a checksum of what it wrote
    Files.delete(folder.resolve("m/.scores.json.crc"));
    Files.writeString(file, "{\"schema_version\": 9}");
    assertThatThrownBy(() -> ModelPackage.read(new Configuration(), uri))
        .isInstanceOf(IncompatibleModelException.class)
        .hasMessageContaining("scores.json has schema_version 9; this LatentLake reads 1 to 2");
    Files.writeString(file, "{\"images\": 3, \"auroc_on_drawn_defects\": {\"a\": \"x\"}}");
    assertThatThrownBy(() -> ModelPackage.read(new Configuration(), uri))
        .isInstanceOf(IncompatibleModelException.class)
        .hasMessageContaining("scores.json is damaged");
  }

  private static ScoreComparison of(Map<String, Double> auroc) {
    return new ScoreComparison("usual", false, "validation", 9, auroc);
  }
}
