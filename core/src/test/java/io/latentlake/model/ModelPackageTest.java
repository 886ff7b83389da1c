package io.latentlake.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentlake.config.Options;
import io.latentlake.image.ImageShape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.nd4j.linalg.learning.config.Sgd;

class ModelPackageTest {
  static final java.util.List<String> KINDS = Models.KINDS;
  private static final Configuration HADOOP = new Configuration();
  private static ModelPackage model;

  @TempDir Path temporary;
  private Path folder;

  @BeforeAll
  static void train() {
    model = Models.packed(Models.options("conv-vae"), Models.ODD);
  }

  @BeforeEach
  void write() {
    folder = Path.of(ModelPackage.location(temporary.toString(), "m"));
    model.write(HADOOP, folder.toString());
  }

  @Test
  void aThresholdOfAnotherScoreIsRefused() {
    Threshold other = Threshold.of("mean_ssim", new double[] {1}, 0.9, "validation");
    assertThatThrownBy(
            () -> {
              model.withThreshold(other).write(HADOOP, folder.toString());
              ModelPackage.read(HADOOP, folder.toString());
            })
        .isInstanceOf(IncompatibleModelException.class)
        .hasMessageContaining("a threshold of mean_ssim, but images are judged by")
        .hasMessageContaining("train again");
  }

  @ParameterizedTest
  @FieldSource("KINDS")
  void readsWhatItWrote(String kind) throws IOException {
    ModelPackage written = Models.packed(Models.options(kind), Models.ODD);
    Threshold threshold =
        Threshold.of(written.options().score().name(), new double[] {1, 2.5, 3}, 0.9, "validation");
    written.withThreshold(threshold).write(HADOOP, folder.toString());
    ModelPackage read = ModelPackage.read(HADOOP, folder.toString());
    assertThat(read.options()).isEqualTo(written.options());
    assertThat(read.shape()).isEqualTo(Models.ODD);
    assertThat(read.parameters()).containsExactly(written.parameters());
    assertThat(read.meanImage().map(Arrays::toString))
        .isEqualTo(written.meanImage().map(Arrays::toString));
    assertThat(read.provenance()).isEqualTo(Map.of("seed", "7", "data", "squares"));
    assertThat(read.threshold()).contains(threshold);
    assertThat(read.finite()).isTrue();
    assertThat(read.trainingGraph().getConfiguration())
        .isEqualTo(written.trainingGraph().getConfiguration());
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .contains("model.zip", "model.yaml", "threshold.json");
    }
    assertThat(Files.readString(folder.resolve("threshold.json")))
        .contains("flagged_share_of_normal_images", "\"confidence\" : 0.95");
    // nothing of the writing or of the package it replaced stays beside it
    try (Stream<Path> beside = Files.list(folder.getParent())) {
      assertThat(beside).containsExactly(folder);
    }
  }

  @Test
  void anUntrainedTwinDiffersInItsWeightsOnly() {
    ModelPackage twin = model.untrained(5);

    assertThat(twin.parameters()).hasSameSizeAs(model.parameters());
    assertThat(twin.parameters()).isNotEqualTo(model.parameters());
    assertThat(twin.parameters()).containsExactly(model.untrained(5).parameters());
    assertThat(twin.parameters()).isNotEqualTo(model.untrained(6).parameters());
    assertThat(twin.options()).isEqualTo(model.options());
    assertThat(twin.threshold()).isEqualTo(model.threshold());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "conv-ae      | [32, 64]          | convolutional",
        "dense-ae     | [32, 64]          | dense",
        "restoring-ae | [16, 32, 64, 128] | auto"
      })
  void whatIsUsualForAKindIsWrittenDown(String kind, String channels, String network)
      throws IOException {
    ModelOptions options = Options.of(ModelOptions.class, "id=m", "kind=" + kind, "latent=2");
    ImageShape shape = new ImageShape(1, 16, 16);
    ComputationGraph graph = TrainingGraph.build(options, shape, new Sgd(), 1);
    ModelPackage.of(options, shape, Optional.empty(), graph, Map.of())
        .write(HADOOP, folder.toString());
    ModelOptions read = ModelPackage.read(HADOOP, folder.toString()).options();
    assertThat(options.channels()).isEmpty();
    assertThat(read.channels()).hasToString(channels);
    assertThat(read.network()).hasToString(network);
  }

  @Test
  void aPackageThatNamesNoNetworkHasWhatWasUsual() throws IOException {
    String yaml = Files.readString(folder.resolve("model.yaml"));
    assertThat(yaml).contains("  network: convolutional\n");
    rewrite("model.yaml", yaml.replace("  network: convolutional\n", "").getBytes());
    ModelPackage read = ModelPackage.read(HADOOP, folder.toString());
    assertThat(read.options().network()).isEqualTo(NetworkType.AUTO);
    assertThat(read.parameters()).containsExactly(model.parameters());
  }

  @Test
  void binaryPixelsAreDescribedAndAPackageThatSaysNothingHasNone() throws IOException {
    ModelOptions binary = Models.options("dense-ae", "binarisation=redrawn");
    Models.packed(binary, Models.ODD).write(HADOOP, folder.toString());
    assertThat(ModelPackage.read(HADOOP, folder.toString()).options().binarisation())
        .isEqualTo(Binarisation.REDRAWN);
    String yaml = Files.readString(folder.resolve("model.yaml"));
    assertThat(yaml).containsPattern("  binarised: .?each pixel is 1 with the probability");
    String key = "  binarisation: redrawn\n";
    assertThat(yaml).contains(key);
    rewrite("model.yaml", yaml.replace(key, "").getBytes(StandardCharsets.UTF_8));
    assertThat(ModelPackage.read(HADOOP, folder.toString()).options().binarisation())
        .isEqualTo(Binarisation.NONE);
    rewrite("model.yaml", yaml.replace("seed: \"7\"", "seed: x").getBytes());
    assertThatThrownBy(() -> ModelPackage.read(HADOOP, folder.toString()).inferenceModel())
        .isInstanceOf(IncompatibleModelException.class)
        .hasMessageContaining("provenance.seed is 'x'");
  }

  @Test
  void onlyTheSectionOfItsOwnKindIsWrittenDown() throws IOException {
    assertThat(Files.readString(folder.resolve("model.yaml"))).doesNotContain("price");
    ModelOptions dear = Models.options(SparseTestKind.NAME, SparseTestKind.NAME + ".price=0.7");
    Models.packed(dear, Models.ODD).write(HADOOP, folder.toString());
    String yaml = Files.readString(folder.resolve("model.yaml"));
    String section = "  test-sparse-ae:\n    price: 0.7\n";
    assertThat(yaml).contains(section);
    assertThat(ModelPackage.read(HADOOP, folder.toString()).options()).isEqualTo(dear);
    rewrite("model.yaml", yaml.replace(section, "").getBytes(StandardCharsets.UTF_8));
    assertThat(ModelPackage.read(HADOOP, folder.toString()).options())
        .isEqualTo(Models.options(SparseTestKind.NAME));
  }

  @Test
  void sectionsOfOtherKindsDoNotCount() {
    assertThat(Models.options("conv-ae", SparseTestKind.NAME + ".price=0.7"))
        .isEqualTo(Models.options("conv-ae"));
    assertThatThrownBy(() -> Models.options("conv-ae").own(SparseTestKind.Price.class))
        .isInstanceOf(ClassCastException.class);
  }

  @Test
  void sameModelGivesTheSameBytes() throws IOException {
    byte[] first = Files.readAllBytes(folder.resolve("model.zip"));
    ModelPackage.read(HADOOP, folder.toString()).write(HADOOP, folder.toString());
    assertThat(Files.readAllBytes(folder.resolve("model.zip"))).isEqualTo(first);
  }

  @Test
  void descriptionIsReadableByPeople() throws IOException {
    assertThat(Files.readString(folder.resolve("model.yaml")))
        .startsWith(
            "schema-version: 2\nmodel:\n  id: m\n  kind: conv-vae\n  network: convolutional\n")
        .contains(
            "images of 10x7 pixels are padded to 12x8 with black pixels, which the network's");
  }

  @Test
  void isSentAsBytes() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(model);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      ModelPackage sent = (ModelPackage) in.readObject();
      assertThat(sent.parameters()).containsExactly(model.parameters());
      assertThat(sent.options()).isEqualTo(model.options());
    }
  }

  @Test
  void refusesImagesOfAnotherSize() {
    model.requireAccepts(Models.ODD);
    assertThatThrownBy(() -> model.requireAccepts(new ImageShape(1, 28, 28)))
        .isInstanceOf(IncompatibleModelException.class)
        .hasMessage(
            "model m takes images of 10x7x3, but these are 28x28x1; ingest with data.height,"
                + " data.width and data.color as the model has them, or train another");
  }

  @Test
  void saysWhereThereIsNoPackage() {
    assertThatThrownBy(() -> ModelPackage.read(HADOOP, temporary + "/none"))
        .isInstanceOf(IncompatibleModelException.class)
        .hasMessage("there is no model package at " + temporary + "/none: it has no model.yaml");
  }

  @Test
  void aFolderIsAPackageOnlyOnceItsDescriptionStands() throws IOException {
    Files.delete(folder.resolve("model.yaml"));
    assertRefused("it has no model.yaml");
  }

  @Test
  void truncatedArchiveIsRefused() throws IOException {
    Path zip = folder.resolve("model.zip");
    byte[] whole = Files.readAllBytes(zip);
    for (int length : new int[] {0, 10, whole.length / 2, whole.length * 9 / 10}) {
      rewrite("model.zip", Arrays.copyOf(whole, length));
      assertRefused("model.zip is damaged");
    }
  }

  @Test
  void flippedBitIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(folder.resolve("model.zip"));
    whole[whole.length / 2] ^= 16;
    rewrite("model.zip", whole);
    assertRefused("model.zip is damaged");
  }

  @Test
  void zipBombIsRefusedBeforeItUnpacks() throws IOException {
    // 300 MB of zeros in 300 kB, in a heap that the test keeps far below that
    Map<String, byte[]> entries = entries();
    entries.put("parameters.bin", new byte[0]);
    rewrite("model.zip", zip(entries, 300));
    assertRefused("unpacks to more than");
  }

  @Test
  void whatAnEarlierReleaseWroteOfTheNetworkIsNotRead() throws IOException {
    Map<String, byte[]> entries = entries();
    entries.put("configuration.json", "{\"@class\": \"a.Gadget\"".getBytes(StandardCharsets.UTF_8));
    rewrite("model.zip", zip(entries, 0));
    String yaml = Files.readString(folder.resolve("model.yaml"));
    rewrite("model.yaml", yaml.replace("schema-version: 2", "schema-version: 1").getBytes());
    assertThat(ModelPackage.read(HADOOP, folder.toString()).parameters())
        .containsExactly(model.parameters());
  }

  @Test
  void wrongSizesAndEntriesAreRefused() throws IOException {
    Map<String, byte[]> entries = entries();
    byte[] parameters = entries.get("parameters.bin");
    entries.put("parameters.bin", Arrays.copyOf(parameters, parameters.length - 4));
    rewrite("model.zip", zip(entries, 0));
    assertRefused("parameters.bin has " + (parameters.length - 4) + " bytes; model.yaml needs");

    entries = entries();
    entries.put("evil.bin", new byte[3]);
    rewrite("model.zip", zip(entries, 0));
    assertRefused("holds the entry 'evil.bin'");

    entries = entries();
    entries.remove("parameters.bin");
    rewrite("model.zip", zip(entries, 0));
    assertRefused("it lacks parameters.bin");

    entries = entries();
    entries.put("mean-image.bin", new byte[840]);
    rewrite("model.zip", zip(entries, 0));
    assertRefused("the mean image has 210 values; model.center needs 0");
  }

  @Test
  void descriptionThatDoesNotFitTheArchiveIsRefused() throws IOException {
    String yaml = Files.readString(folder.resolve("model.yaml"));
    rewrite("model.yaml", yaml.replace("latent: 3", "latent: 4096").getBytes());
    assertRefused("model.zip and model.yaml differ: parameters.bin has");
    rewrite("model.yaml", yaml.replace("height: 10", "height: 999999999").getBytes());
    assertRefused("model.yaml is damaged: image is 999999999x7; sides are at most 16384");
    rewrite("model.yaml", yaml.replace("kind: conv-vae", "kind: rnn").getBytes());
    assertRefused("model.yaml is damaged: kind: found rnn, allowed is one of auto, ");
    rewrite("model.yaml", yaml.replace("kind: conv-vae", "kind: auto").getBytes());
    assertRefused("model.yaml is damaged: kind is auto, which is no network");
    rewrite("model.yaml", yaml.replace("schema-version: 2", "schema-version: 7").getBytes());
    assertRefused("model.yaml has schema-version 7; this LatentLake reads 1 to 2");
    rewrite("model.yaml", ("a: &a [1,1]\nb: &b [*a,*a]\n- [" + yaml).getBytes());
    assertRefused("model.yaml is damaged");
    rewrite("model.yaml", new byte[2 << 20]);
    assertRefused("the largest allowed is 1048576");
  }

  @Test
  void damagedThresholdIsRefused() throws IOException {
    rewrite("threshold.json", "{\"value\": 1}".getBytes(StandardCharsets.UTF_8));
    assertRefused("threshold.json is damaged: a threshold needs the scores");
  }

  @Test
  void parametersThatAreNoNumbersAreSeen() throws IOException {
    Map<String, byte[]> entries = entries();
    byte[] parameters = entries.get("parameters.bin");
    parameters[3] = 0x7f;
    parameters[2] = (byte) 0xc0;
    rewrite("model.zip", zip(entries, 0));
    assertThat(ModelPackage.read(HADOOP, folder.toString()).finite()).isFalse();
  }

  private void assertRefused(String why) {
    assertThatThrownBy(() -> ModelPackage.read(HADOOP, folder.toString()))
        .isInstanceOf(IncompatibleModelException.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining(why);
  }

  private Map<String, byte[]> entries() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    model.write(HADOOP, folder.toString());
    try (ZipInputStream zip =
        new ZipInputStream(Files.newInputStream(folder.resolve("model.zip")))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries.put(entry.getName(), zip.readAllBytes());
      }
    }
    return entries;
  }

  /** The entries; so many megabytes of compressed zeros follow the parameters. */
  private static byte[] zip(Map<String, byte[]> entries, int megabytes) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setLevel(megabytes > 0 ? Deflater.BEST_COMPRESSION : Deflater.NO_COMPRESSION);
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
        if (entry.getKey().equals("parameters.bin")) {
          byte[] megabyte = new byte[1 << 20];
          for (int i = 0; i < megabytes; i++) {
            zip.write(megabyte);
          }
        }
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  private void rewrite(String file, byte[] bytes) throws IOException {
    Files.deleteIfExists(folder.resolve("." + file + ".crc"));
    Files.write(folder.resolve(file), bytes);
  }
}
