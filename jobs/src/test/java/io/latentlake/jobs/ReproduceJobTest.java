package io.latentlake.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentlake.LocalSpark;
import io.latentlake.progress.Progress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReproduceJobTest {
  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void shareTheSession() {
    LocalSpark.session();
  }

  private int call(String... arguments) {
    return LatentLake.run(
        new PrintWriter(out, true), new PrintWriter(err, true), Progress.NONE, arguments);
  }

  private Path file(String name, String reproduce) throws Exception {
    return Files.writeString(
        folder.resolve(name),
        """
        steps: [ingest, train, score, evaluate]
        data:
          path: tiles
        model:
          kind: linear-ae
          latent: 2
        train:
          epochs: 1
          minibatch: 4
        evaluate:
          normal-labels: [good]
        reproduce:
        %s
        """
            .formatted(reproduce.indent(2)));
  }

  private void generate() {
    List<String> arguments = new ArrayList<>(List.of("generate"));
    for (String setting : List.of("size=16", "train=12", "test=4", "defects=2")) {
      arguments.addAll(List.of("--set", "generate." + setting));
    }
    arguments.addAll(List.of("--set", "generate.path=" + folder + "/tiles"));
    assertThat(call(arguments.toArray(String[]::new))).as(err.toString()).isZero();
  }

  private int reproduce(Path... files) {
    List<String> arguments = new ArrayList<>(List.of("reproduce"));
    for (Path file : files) {
      arguments.add(file.toString());
    }
    arguments.addAll(List.of("--images", folder.toString(), "--output", folder + "/out"));
    return call(arguments.toArray(String[]::new));
  }

  @Test
  void measuredFiguresStandBesideThePublishedOne() throws Exception {
    generate();
    Path twice =
        file(
            "twice.yaml",
            "published: 0.75\nsource: A study\nruns: [seed=1, seed=2 model.latent=3]");

    assertThat(reproduce(twice)).as(err.toString()).isZero();

    Matcher row =
        Pattern.compile(
                "\\| twice \\| auroc \\| 0\\.7500 \\| ([0-9.]+) \\| [0-9.]+ \\| 2 \\| ([0-9.]+) to"
                    + " ([0-9.]+)"
                    + " \\| A study \\|")
            .matcher(out.toString());
    assertThat(row.find()).as(out.toString()).isTrue();
    double mean = Double.parseDouble(row.group(1));
    double middle = (Double.parseDouble(row.group(2)) + Double.parseDouble(row.group(3))) / 2;
    assertThat(mean).isBetween(middle - 1e-3, middle + 1e-3);
    assertThat(Files.readString(folder.resolve("out/twice/2/models/model/model.yaml")))
        .contains("latent: 3");

    out.getBuffer().setLength(0);
    assertThat(reproduce(twice)).as(err.toString()).isZero();
    assertThat(out.toString()).contains("\"ran\":false").doesNotContain("\"ran\":true");
  }

  @Test
  void aRowHasMeanMedianAndSpread() {
    ReproduceOptions wanted =
        new ReproduceOptions("mig", "test", Optional.empty(), Optional.of("A study"), List.of());
    assertThat(ReproduceJob.row("conf/repro/odd.yaml", wanted, List.of(6.0, 1.0, 2.0)))
        .isEqualTo("| odd | mig | unknown | 3.000 | 2.000 | 3 | 1.000 to 6.000 | A study |");
  }

  @Test
  void aMissingMetricNamesItself() throws Exception {
    generate();
    Path file = file("odd.yaml", "metric: odd");

    assertThat(reproduce(file)).isEqualTo(2);

    assertThat(err.toString())
        .contains("latentlake: reproduce.metric: is odd, which table metrics in ")
        .contains(" does not have for split test");
  }

  @Test
  void whatWasMeasuredBeforeARunFailedIsPrinted() throws Exception {
    generate();
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Path good = file("good.yaml", "published: 0.75");
    Path half = file("half.yaml", "runs: [seed=1, data.path=%s]".formatted(empty));

    assertThat(reproduce(good, half)).isEqualTo(2);

    assertThat(err.toString()).contains(empty.toString());
    assertThat(out.toString())
        .containsPattern("\\| good \\| auroc \\| 0\\.7500 \\| [0-9.]+ \\| [0-9.]+ \\| 1 \\|")
        .containsPattern("\\| half \\| auroc \\| unknown \\| [0-9.]+ \\| [0-9.]+ \\| 1 \\|")
        .doesNotContain("\"measured\"");
  }

  @Test
  void imagesThatAreMissingAreNamedBeforeTheFirstRuns() throws Exception {
    generate();
    Path good = file("good.yaml", "published: 1");
    Path bad = file("bad.yaml", "runs: [seed=1, data.path=/nowhere/a, data.path=/nowhere/b]");

    assertThat(reproduce(good, bad)).isEqualTo(2);

    assertThat(err.toString())
        .contains("data.path: found /nowhere/a, which does not exist")
        .contains("data.path: found /nowhere/b, which does not exist")
        .contains("(" + bad + ")");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void everyFileIsReadBeforeTheFirstRuns() throws Exception {
    Path good = file("good.yaml", "published: 1");
    Path bad = file("bad.yaml", "runs: [modle.latent=2]");

    assertThat(reproduce(good, bad)).isEqualTo(2);

    assertThat(err.toString()).contains("modle.latent: no such key");
    assertThat(folder.resolve("out")).doesNotExist();
  }
}
