package io.latentlake.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentlake.LocalSpark;
import io.latentlake.config.Options;
import io.latentlake.image.Pictures;
import io.latentlake.image.ingest.InvalidSourceException;
import io.latentlake.progress.Progress;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.RejectsTable;
import io.latentlake.table.TableStore;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestJobTest {
  private final SparkSession spark = LocalSpark.session();
  private final IngestJob job = new IngestJob();
  @TempDir Path folder;

  @Test
  void treeBecomesImagesAndRejects() throws Exception {
    write("train/good/1.png", Pictures.png(4, 6, 10));
    write("validation/good/2.png", Pictures.png(4, 6, 20));
    write("test/bad/3.png", Pictures.png(8, 12, 30));
    write("test/bad/4.png", new byte[0]);
    PipelineOptions options = options();

    JobPlan plan = job.plan(spark, options);
    assertThat(plan.reads()).extracting(JobPlan.Place::name).containsExactly("files");
    assertThat(plan.writes()).extracting(JobPlan.Place::name).containsExactly("images", "rejects");
    assertThat(folder.resolve("out")).doesNotExist();

    JobResult result = job.run(spark, options, Run.start("ingest", Progress.NONE));

    assertThat(result.rowsRead()).isEqualTo(Map.of("items", 4L));
    assertThat(result.rowsWritten()).isEqualTo(Map.of("images", 3L, "rejects", 1L));
    assertThat(result.details())
        .containsEntry("shape", "8x12x1")
        .containsEntry("images_by_split", Map.of("train", 1L, "validation", 1L, "test", 1L))
        .containsEntry("rejects_by_reason", Map.of("empty", 1L))
        .containsEntry("sixteen_bit_reduced", 0L)
        .containsEntry("new", 4L)
        .containsEntry("unchanged", 0L);
    TableStore store = new TableStore(spark, options.output().path());
    assertThat(store.read(ImagesTable.key("tree"), ImagesTable.SCHEMA).count()).isEqualTo(3);
    assertThat(store.read(RejectsTable.key("tree"), RejectsTable.SCHEMA).count()).isEqualTo(1);
    assertThat(job.plan(spark, options).notes())
        .containsExactly("3 images exist already; unchanged ones are copied, not decoded");
  }

  @Test
  void imagesThatUseLittleOfTheirRangeAreWarnedOf() throws Exception {
    BufferedImage deep = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_GRAY);
    deep.getRaster().setSample(0, 0, 0, 4095);
    write("0.png", Pictures.encode(deep, "png"));
    assertThat(warnings())
        .singleElement()
        .asString()
        .startsWith("all 1 images")
        .contains("data.range: 12");
    deep.getRaster().setSample(0, 0, 0, 40_000);
    write("1.png", Pictures.encode(deep, "png"));
    assertThat(warnings()).isEmpty();
  }

  @Test
  void imagesInColourBehindGreyOnesAreWarnedOf() throws Exception {
    for (int i = 10; i < 30; i++) {
      write(i + ".png", Pictures.png(1, 1, i));
    }
    BufferedImage red = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    red.setRGB(0, 0, 0xff0000);
    write("30.png", Pictures.encode(red, "png"));
    assertThat(warnings())
        .singleElement()
        .asString()
        .startsWith("1 of 21 images are in colour but were converted to grey")
        .contains("data.color: rgb");
  }

  @Test
  void masksThatSayNothingAreNamedAndThoseOfAnotherSizeCounted() throws Exception {
    write("test/bad/1.png", Pictures.png(2, 2, 9));
    write("ground_truth/bad/1.png", Pictures.png(4, 4, 0));
    write("test/bad/2.png", Pictures.png(2, 2, 9));
    write("ground_truth/bad/2.png", Pictures.png(2, 2, 1));
    assertThat(warnings())
        .extracting(Object::toString)
        .containsExactly(
            "of 2 masks 1 mark no pixel and 1 mark every pixel, such as those of test/bad/1.png,"
                + " test/bad/2.png; a mask marks every pixel whose value is not 0",
            "masks of 1 images had another size than their image and were resized");
  }

  @Test
  void defectsThatWouldBeLearntAsNormalAreWarnedOf() throws Exception {
    write("Images/Normal/1.png", Pictures.png(4, 4, 10));
    write("Images/Anomaly/2.png", Pictures.png(4, 4, 20));
    BufferedImage mask = new BufferedImage(4, 4, BufferedImage.TYPE_BYTE_GRAY);
    mask.getRaster().setSample(1, 1, 0, 255);
    write("Masks/Anomaly/2.png", Pictures.encode(mask, "png"));

    assertThat(warnings())
        .extracting(Object::toString)
        .containsExactly(
            "1 images of splits train and validation have masks that mark defects; the model will"
                + " learn the defects as normal; move these images to split test");
  }

  @Test
  void whatIsFoundWhileListingIsRefusedToo() throws Exception {
    write("bottle/train/good/1.png", Pictures.png(4, 4, 10));
    write("cable/train/good/1.png", Pictures.png(4, 4, 10));
    Run run = Run.start("ingest", Progress.NONE);

    assertThatThrownBy(() -> job.run(spark, options(), run))
        .hasMessageContaining("holds several data sets")
        .satisfies(thrown -> assertThat(Refusal.ofRun(thrown)).isTrue());
  }

  private List<?> warnings() throws Exception {
    JobResult result = job.run(spark, options(), Run.start("ingest", Progress.NONE));
    return (List<?>) result.details().get("warnings");
  }

  @Test
  void missingPathIsRefusedByThePlan() {
    assertThatThrownBy(() -> job.plan(spark, options()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("data.path is .*in, which does not exist");
    assertThatThrownBy(
            () -> job.plan(spark, Options.of(PipelineOptions.class, "output.path=" + folder)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("data.path is not set; set it to the location of the images");
  }

  @Test
  void outputWithinTheImagesIsRefused() throws Exception {
    write("a/1.png", Pictures.png(2, 2, 1));
    write("images/label=a/2.png", Pictures.png(2, 2, 2));
    String in = folder.resolve("in").toString();

    for (String out : List.of(in, in + "/", in + "/out", "file:" + in + "/a/../deep/er")) {
      assertThatThrownBy(() -> job.plan(spark, options(in, out)))
          .isInstanceOf(InvalidSourceException.class)
          .hasMessage(
              "output.path is %s, and data.path is %s: ingest would read its own output as images;"
                  + " set output.path to a folder outside of data.path",
              out, in);
    }
    assertThatThrownBy(() -> job.plan(spark, options(in + "/images", in)))
        .isInstanceOf(InvalidSourceException.class)
        .hasMessageStartingWith(
            "output.path is %s, so that table images is at %s/images, and data.path is %s/images",
            in, in, in);
    for (String out : List.of(in + "2", in + "/../i", folder.toString(), in + "/images2")) {
      job.plan(spark, options(in + "/images", out));
    }
  }

  @Test
  void outputBesideAManifestOrASingleFileIsAllowed() throws Exception {
    write("a/1.png", Pictures.png(2, 2, 1));
    String in = folder.resolve("in").toString();
    job.plan(spark, options(in + "/a/1.png", in + "/a"));
    write("manifest.csv", "path\na/1.png\n".getBytes(UTF_8));
    job.plan(spark, options(in, in + "/out"));
  }

  private PipelineOptions options() {
    return options(folder.resolve("in").toString(), folder.resolve("out").toString());
  }

  private static PipelineOptions options(String data, String output) {
    return Options.of(
        PipelineOptions.class, "data.id=tree", "data.path=" + data, "output.path=" + output);
  }

  private void write(String name, byte[] content) throws Exception {
    Path file = folder.resolve("in").resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }
}
