package io.latentlake.jobs;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentlake.LocalSpark;
import io.latentlake.config.Options;
import io.latentlake.infer.TinyModels;
import io.latentlake.model.InferenceModel;
import io.latentlake.model.ModelPackage;
import io.latentlake.picture.AttributionOverlay;
import io.latentlake.picture.StoredImage;
import io.latentlake.progress.Progress;
import io.latentlake.table.AttributionsTable;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.InvalidTableException;
import io.latentlake.table.ScoresTable;
import io.latentlake.table.TableStore;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images, maps and scores on disk become PNG files, which are read back. */
class PicturesJobTest {
  private static final int IMAGES = 6;
  private static final int GAP = 8;
  private static final int SIDE = 256;
  private static final String ID = "bar/1.png";
  private static final SparkSession SPARK = LocalSpark.session();
  @TempDir static Path output;
  private static TableStore store;

  @TempDir private Path folder;

  @BeforeAll
  static void makeTables() throws Exception {
    store = new TableStore(SPARK, output.toString());
    Dataset<Row> images =
        TinyModels.images(SPARK, IMAGES)
            .withColumn(
                ImagesTable.MASK,
                functions.when(
                    col(ImagesTable.IMAGE_ID).equalTo(ID),
                    functions.unhex(functions.lit("01" + "00".repeat(63)))));
    store.write(images, ImagesTable.key("bars"), "r0");
    TinyModels.trained("dense-ae")
        .write(
            SPARK.sparkContext().hadoopConfiguration(),
            ModelPackage.location(output.toString(), "dense-ae"));
    run("score", new ScoreJob(), options());
    run(
        "explain",
        new ExplainJob(),
        options(
            "explain.methods=[saliency, residual]",
            "explain.targets=[reconstruction_error, latent_1]",
            "explain.rows=all"));
  }

  @Test
  void aStripShowsImageMaskReconstructionAndMaps() throws Exception {
    JobResult result = draw("pictures.images=[" + ID + "]");

    assertThat(result.rowsWritten()).containsEntry("pictures", 1L);
    BufferedImage strip = only(folder);
    // image, mask, reconstruction, residual, saliency of two numbers
    assertThat(strip.getWidth()).isEqualTo(6 * (SIDE + GAP) + GAP);
    int top = strip.getHeight() - GAP - SIDE;
    StoredImage image =
        StoredImage.byId(store.read(ImagesTable.key("bars"), ImagesTable.SCHEMA), List.of(ID))
            .get(ID);
    assertShows(strip, 0, top, image.image());
    BufferedImage mask = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
    mask.setRGB(0, 0, 0xffffff);
    assertShows(strip, 1, top, mask);
    assertShows(strip, 2, top, reconstruction(image));
    List<String> kinds =
        List.of(
            "residual reconstruction_error", "saliency latent_1", "saliency reconstruction_error");
    for (int i = 0; i < kinds.size(); i++) {
      assertShows(strip, 3 + i, top, AttributionOverlay.over(image.image(), map(kinds.get(i))));
    }
    for (int cell = 0; cell < 6; cell++) {
      assertThat(darkPixels(strip, GAP + cell * (SIDE + GAP), top)).as("its name").isPositive();
    }
  }

  @Test
  void filesOfTheirOwnHoldTheMapsInTheOrderAndSizeAskedFor() throws Exception {
    draw(
        "pictures.images=[" + ID + "]",
        "pictures.methods=[saliency, residual]",
        "pictures.targets=[reconstruction_error]",
        "pictures.size=20",
        "pictures.separate=true");

    assertThat(names(folder))
        .hasSize(6)
        .allMatch(name -> name.matches("bar_1-[0-9a-f]{16}[.].*png"))
        .extracting(name -> name.replaceFirst("^[^.]*", ""))
        .containsExactly(
            ".image.png",
            ".mask.png",
            ".png",
            ".reconstruction.png",
            ".residual.reconstruction_error.png",
            ".saliency.reconstruction_error.png");
    BufferedImage saliency = read(folder, ".saliency.reconstruction_error.png");
    assertThat(saliency.getWidth()).isEqualTo(20);
    StoredImage image =
        StoredImage.byId(store.read(ImagesTable.key("bars"), ImagesTable.SCHEMA), List.of(ID))
            .get(ID);
    BufferedImage overlay =
        AttributionOverlay.over(image.image(), map("saliency reconstruction_error"));
    assertThat(saliency.getRGB(19, 0)).isEqualTo(overlay.getRGB(7, 0));
    BufferedImage strip = read(folder, "-[0-9a-f]{16}[.]png");
    int cell = (strip.getWidth() - GAP) / 5;
    assertThat(strip.getRGB(GAP + 3 * cell + 19, strip.getHeight() - GAP - 20))
        .isEqualTo(overlay.getRGB(7, 0));
  }

  @Test
  void theMostAnomalousAreDrawnUnlessImagesAreNamed() throws Exception {
    draw("pictures.count=2");

    List<String> highest =
        store
            .read(ScoresTable.key("bars", "dense-ae"), ScoresTable.SCHEMA)
            .orderBy(col(ScoresTable.ANOMALY_SCORE).desc())
            .limit(2)
            .collectAsList()
            .stream()
            .map(row -> row.getString(0).replace('/', '_').replace(".png", ""))
            .sorted()
            .toList();
    assertThat(names(folder)).extracting(name -> name.replaceFirst("-.*", "")).isEqualTo(highest);
  }

  @Test
  void whatHasNoMapsIsRefusedWithWhatThereIs() {
    assertRefused(
        "table attributions has nothing of lime; it has residual, saliency",
        "pictures.methods=[saliency, lime]");
    assertRefused("nothing of kl; it has latent_1, reconstruction_error", "pictures.targets=[kl]");
    assertRefused(
        "has only residual of reconstruction_error, saliency of latent_1",
        "pictures.methods=[residual]",
        "pictures.targets=[latent_1]");
    assertRefused(
        "of bar/9.png; there are some of bar/0.png, bar/1.png,",
        "pictures.images=[bar/1.png, bar/9.png]");
    assertThatThrownBy(() -> new PicturesJob().plan(SPARK, options("model.id=other")))
        .isInstanceOf(InvalidTableException.class)
        .hasMessageContaining("attributions(data_id=bars, model_id=other)");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void mapsOfAnImageThatHasChangedSinceAreNotShown() throws Exception {
    Dataset<Row> changed =
        TinyModels.images(SPARK, IMAGES)
            .withColumn(
                ImagesTable.SOURCE_KEY,
                functions
                    .when(col(ImagesTable.IMAGE_ID).equalTo(ID), 99L)
                    .otherwise(col(ImagesTable.SOURCE_KEY)));
    store.write(changed, ImagesTable.key("changed"), "r0");
    for (String method : List.of("residual", "saliency")) {
      Dataset<Row> maps =
          store
              .read(
                  AttributionsTable.key("bars", "dense-ae", method, "reconstruction_error"),
                  AttributionsTable.SCHEMA)
              .drop("run_id", "data_id", "model_id", "method", "target");
      store.write(
          maps, AttributionsTable.key("changed", "dense-ae", method, "reconstruction_error"), "r0");
    }

    assertRefused("as they are now, of bar/1.png", "data.id=changed", "pictures.images=" + ID);
    draw("data.id=changed", "pictures.images=bar/2.png");
    assertThat(names(folder)).hasSize(1);
  }

  private void assertRefused(String text, String... settings) {
    assertThatThrownBy(() -> new PicturesJob().plan(SPARK, options(settings)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(text);
  }

  private static void assertShows(BufferedImage strip, int cell, int top, BufferedImage picture) {
    int scale = SIDE / picture.getWidth();
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        int found = strip.getRGB(GAP + cell * (SIDE + GAP) + x, top + y);
        if (found != picture.getRGB(x / scale, y / scale)) {
          assertThat(found)
              .as("cell %d at %d, %d", cell, x, y)
              .isEqualTo(picture.getRGB(x / scale, y / scale));
        }
      }
    }
  }

  private static int darkPixels(BufferedImage strip, int left, int below) {
    int dark = 0;
    for (int y = 0; y < below; y++) {
      for (int x = left; x < left + SIDE; x++) {
        dark += (strip.getRGB(x, y) & 0xff) < 0x80 ? 1 : 0;
      }
    }
    return dark;
  }

  private static BufferedImage reconstruction(StoredImage image) {
    ModelPackage stored =
        ModelPackage.read(
            SPARK.sparkContext().hadoopConfiguration(),
            ModelPackage.location(output.toString(), "dense-ae"));
    try (InferenceModel model = stored.inferenceModel()) {
      byte[][] pixels =
          model.storedPixels(
              model.reconstructions(model.input(new byte[][] {image.pixels()})).decoded());
      return io.latentlake.image.Picture.of(image.shape(), pixels[0]);
    }
  }

  private static float[] map(String kind) {
    String[] names = kind.split(" ");
    Row row =
        store
            .read(
                AttributionsTable.key("bars", "dense-ae", names[0], names[1]),
                AttributionsTable.SCHEMA)
            .where(col(AttributionsTable.IMAGE_ID).equalTo(ID))
            .head();
    return StoredImage.floats(row.getList(row.fieldIndex(AttributionsTable.ATTRIBUTION)));
  }

  private static BufferedImage only(Path folder) throws IOException {
    assertThat(names(folder)).hasSize(1);
    return read(folder, ".png");
  }

  private static BufferedImage read(Path folder, String end) throws IOException {
    String name =
        names(folder).stream().filter(file -> file.matches(".*" + end)).findFirst().orElseThrow();
    return ImageIO.read(folder.resolve(name).toFile());
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.endsWith(".crc"))
          .sorted()
          .toList();
    }
  }

  private JobResult draw(String... settings) throws Exception {
    List<String> all = new ArrayList<>(Arrays.asList(settings));
    all.add("pictures.path=" + folder);
    return run("pictures", new PicturesJob(), options(all.toArray(String[]::new)));
  }

  private static JobResult run(String command, Job job, PipelineOptions options) throws Exception {
    job.plan(SPARK, options);
    return job.run(SPARK, options, Run.start(command, Progress.NONE));
  }

  private static PipelineOptions options(String... settings) {
    List<String> all = new ArrayList<>();
    all.add("output.path=" + output);
    for (String fixed : List.of("data.id=bars", "model.id=dense-ae")) {
      if (Arrays.stream(settings).noneMatch(s -> s.startsWith(fixed.replaceFirst("=.*", "=")))) {
        all.add(fixed);
      }
    }
    all.addAll(Arrays.asList(settings));
    return Options.of(PipelineOptions.class, all.toArray(String[]::new));
  }
}
