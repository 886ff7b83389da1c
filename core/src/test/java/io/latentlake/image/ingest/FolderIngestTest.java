package io.latentlake.image.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentlake.image.ImageShape;
import io.latentlake.image.Pictures;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.InvalidTableException;
import io.latentlake.table.RejectsTable;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FolderIngestTest extends IngestCase {
  @Test
  void splitFoldersClassFoldersAndMasksAreRecognised() throws Exception {
    write("train/good/000.png", Pictures.png(4, 4, 10));
    write("val/good/000.png", Pictures.png(4, 4, 20));
    write("test/good/000.png", Pictures.png(4, 4, 30));
    write("test/scratch/000.png", Pictures.png(4, 4, 40));
    write("test/scratch/001.png", Pictures.png(4, 4, 50));
    BufferedImage mask = Pictures.grey(4, 4, 0);
    mask.getRaster().setSample(1, 2, 0, 255);
    write("ground_truth/scratch/000_mask.png", Pictures.encode(mask, "png"));

    IngestResult result = ingest();

    assertThat(result.shape()).isEqualTo(new ImageShape(1, 4, 4));
    assertThat(result.imagesBySplit()).isEqualTo(Map.of("train", 1L, "validation", 1L, "test", 3L));
    assertThat(column(ImagesTable.LABEL))
        .isEqualTo(
            Map.of(
                "train/good/000.png", "good",
                "val/good/000.png", "good",
                "test/good/000.png", "good",
                "test/scratch/000.png", "scratch",
                "test/scratch/001.png", "scratch"));
    assertThat(image("val/good/000.png").<String>getAs(ImagesTable.SPLIT)).isEqualTo("validation");
    assertThat(image("test/scratch/001.png").<byte[]>getAs(ImagesTable.PIXELS)).containsOnly(50);
    assertThat(image("test/scratch/001.png").<Object>getAs(ImagesTable.MASK)).isNull();
    assertThat(image("train/good/000.png").<Object>getAs(ImagesTable.MASK)).isNull();
    assertThat(image("test/scratch/000.png").<byte[]>getAs(ImagesTable.MASK))
        .containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0);
    assertThat(rejects()).isEmpty();
  }

  @Test
  void treeWithoutSplitsIsTrainingWithSomeSetAside() throws Exception {
    for (int i = 0; i < 60; i++) {
      write((i % 2 == 0 ? "cat/" : "dog/deeper/") + i + ".png", Pictures.png(2, 2, i));
    }
    IngestResult result = ingest("validation-fraction=0.25");
    assertThat(result.imagesBySplit()).containsOnlyKeys("train", "validation");
    assertThat(result.imagesBySplit().get("validation")).isBetween(5L, 25L);
    assertThat(image("dog/deeper/1.png").<String>getAs(ImagesTable.LABEL)).isEqualTo("dog");
    Map<String, String> before = column(ImagesTable.SPLIT);
    ingest("validation-fraction=0.25");
    assertThat(column(ImagesTable.SPLIT)).isEqualTo(before);
  }

  @Test
  void everyItemIsARowOrAReject() throws Exception {
    write("a/good name #1%.png", Pictures.png(3, 3, 1));
    write("a/colour.jpeg", Pictures.encode(Pictures.grey(3, 3, 9), "jpeg"));
    write("a/empty.png", new byte[0]);
    write("a/text.png", "no image".getBytes());
    write("a/bomb.png", Pictures.pngClaiming(100_000, 100_000));
    byte[] whole = Pictures.png(40, 40, 3);
    write("a/cut.png", java.util.Arrays.copyOf(whole, whole.length - 20));
    write("a/long.bmp", Pictures.encode(Pictures.grey(200, 200, 0), "bmp"));
    write("notes.txt", "hello".getBytes());
    write("a/noending", Pictures.png(3, 3, 1));
    write("a/.hidden.png", new byte[0]);
    write("_temporary/x.png", new byte[0]);
    write("a/_MG_1.png", new byte[0]);
    write("_SUCCESS", new byte[0]);
    write("_run.json", "{}".getBytes());
    write("a/._good name.png", Pictures.png(3, 3, 1));
    write("a/@eaDir/good name.png/thumb.png", Pictures.png(3, 3, 1));
    write("Thumbs.db", new byte[5]);
    write("a/.good name.png.crc", new byte[5]);
    write("ground_truth/a/lonely_mask.png", Pictures.png(3, 3, 255));
    write("ground_truth/a/colour_mask.png", Pictures.png(4, 3, 255));

    IngestResult result = ingest("max-bytes=10000", "height=3", "width=3", "color=grey");

    assertThat(rejects())
        .isEqualTo(
            Map.ofEntries(
                entry("empty.png", "empty"),
                entry("text.png", "not_an_image"),
                entry("bomb.png", "too_many_pixels"),
                entry("cut.png", "corrupt"),
                entry("long.bmp", "too_many_bytes"),
                entry("notes.txt", "other_file_type"),
                entry("noending", "other_file_type"),
                entry("colour.jpeg", "bad_mask"),
                entry("lonely_mask.png", "mask_without_image"),
                entry("_MG_1.png", "empty"),
                entry("_temporary", "system_file"),
                entry(".hidden.png", "system_file"),
                entry("._good name.png", "system_file"),
                entry("@eaDir", "system_file"),
                entry("Thumbs.db", "system_file")));
    assertThat(column(ImagesTable.LABEL)).isEqualTo(Map.of("a/good name #1%.png", "a"));
    assertThat(result.items()).isEqualTo(16);
    assertThat(result.images().rows() + result.rejects().rows()).isEqualTo(result.items());
    assertThat(result.rejectsByReason()).containsEntry("other_file_type", 2L);
    Row bomb =
        store()
            .read(RejectsTable.key("d"), RejectsTable.SCHEMA)
            .where("reason = 'too_many_pixels'")
            .first();
    assertThat(bomb.<String>getAs(RejectsTable.DETAIL))
        .isEqualTo("the header claims 100000x100000 pixels; data.max-pixels is 50000000");
    assertThat(bomb.<Long>getAs(RejectsTable.BYTES)).isLessThan(200);
  }

  @Test
  void secondIngestDecodesOnlyNewAndChangedImages() throws Exception {
    write("a/same.png", Pictures.png(2, 2, 1));
    write("a/other.png", Pictures.png(2, 2, 2));
    write("a/gone.png", Pictures.png(2, 2, 3));
    write("a/bad.png", new byte[0]);
    IngestResult first = ingest("height=2", "width=2");
    assertThat(first.added()).isEqualTo(4);

    // Bytes of the same length and time cannot be told apart: proof that nothing was decoded.
    Path same = input().resolve("a/same.png");
    byte[] unlike = Pictures.png(2, 2, 77);
    assertThat(unlike).hasSize(Pictures.png(2, 2, 1).length);
    java.nio.file.attribute.FileTime time = Files.getLastModifiedTime(same);
    Files.write(same, unlike);
    Files.setLastModifiedTime(same, time);
    write("a/other.png", Pictures.png(2, 2, 99));
    Files.setLastModifiedTime(
        input().resolve("a/other.png"),
        java.nio.file.attribute.FileTime.fromMillis(time.toMillis() + 5_000));
    Files.delete(input().resolve("a/gone.png"));
    write("a/new.png", Pictures.png(2, 2, 5));
    IngestResult second = ingest("height=2", "width=2");

    assertThat(second.added()).isEqualTo(1);
    assertThat(second.changed()).isEqualTo(1);
    assertThat(second.unchanged()).isEqualTo(1);
    assertThat(second.retried()).isEqualTo(1);
    assertThat(second.removed()).isEqualTo(1);
    assertThat(second.fingerprint()).isNotEqualTo(first.fingerprint());
    assertThat(images()).hasSize(3);
    assertThat(image("a/same.png").<byte[]>getAs(ImagesTable.PIXELS)).containsOnly(1);
    assertThat(image("a/other.png").<byte[]>getAs(ImagesTable.PIXELS)).containsOnly(99);
    assertThat(rejects()).containsOnlyKeys("bad.png");

    IngestResult third = ingest("height=2", "width=2");
    assertThat(third.unchanged()).isEqualTo(3);
    assertThat(third.added() + third.changed() + third.removed()).isZero();
    assertThat(third.fingerprint()).isEqualTo(second.fingerprint());

    IngestResult larger = ingest("height=4", "width=2");
    assertThat(larger.changed()).isEqualTo(3);
    assertThat(image("a/same.png").<byte[]>getAs(ImagesTable.PIXELS)).hasSize(8).containsOnly(77);
  }

  @Test
  void changedMaskIsAChange() throws Exception {
    write("test/hole/1.png", Pictures.png(1, 1, 1));
    write("ground_truth/hole/1.png", Pictures.png(1, 1, 0));
    ingest();
    assertThat(image("test/hole/1.png").<byte[]>getAs(ImagesTable.MASK)).containsExactly(0);
    Path mask = input().resolve("ground_truth/hole/1.png");
    long time = Files.getLastModifiedTime(mask).toMillis();
    Files.write(mask, Pictures.png(1, 1, 1));
    Files.setLastModifiedTime(mask, java.nio.file.attribute.FileTime.fromMillis(time + 5_000));
    assertThat(ingest().changed()).isEqualTo(1);
    assertThat(image("test/hole/1.png").<byte[]>getAs(ImagesTable.MASK)).containsExactly(1);
  }

  @Test
  void tooManyRejectsFailTheRunAndCommitNothing() throws Exception {
    write("a/1.png", Pictures.png(2, 2, 1));
    write("a/2.png", new byte[0]);
    assertThatThrownBy(() -> ingest("max-reject-fraction=0.49"))
        .isInstanceOf(TooManyRejectsException.class)
        .hasMessage(
            "1 of 2 items are rejected, a share of 0.5000; data.max-reject-fraction is 0.49;"
                + " reasons: {empty=1}");
    assertThat(store().exists(ImagesTable.key("d"))).isFalse();
    assertThat(store().exists(RejectsTable.key("d"))).isFalse();
    assertThat(folder.resolve("out")).doesNotExist();
    assertThat(ingest("max-reject-fraction=0.5").rejects().rows()).isEqualTo(1);
  }

  @Test
  void sixteenBitImagesAreReducedAndCounted() throws Exception {
    BufferedImage deep = new BufferedImage(2, 2, BufferedImage.TYPE_USHORT_GRAY);
    deep.getRaster().setSample(0, 0, 0, 65535);
    write("a/deep.png", Pictures.encode(deep, "png"));
    write("a/flat.png", Pictures.png(2, 2, 3));
    assertThat(ingest().sixteenBitReduced()).isEqualTo(1);
    assertThat(image("a/deep.png").<byte[]>getAs(ImagesTable.PIXELS)).containsExactly(-1, 0, 0, 0);
  }

  @Test
  void imagesThatUseLittleOfTheirRangeAreNotedAndReadAgainByAnother() throws Exception {
    BufferedImage deep = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
    deep.getRaster().setSample(0, 0, 0, 4095);
    write("a/0.png", Pictures.encode(deep, "png"));
    write("a/1.png", Pictures.png(1, 2, 3));
    IngestResult result = ingest();
    assertThat(result.sixteenBitReduced()).isEqualTo(1);
    assertThat(result.imagesByNote()).isEqualTo(Map.of("range_unused", 1L));
    assertThat(image("a/0.png").getList(image("a/0.png").fieldIndex(ImagesTable.NOTES)))
        .isEqualTo(List.of("range_unused"));
    assertThat(image("a/0.png").<byte[]>getAs(ImagesTable.PIXELS)).containsExactly(16, 0);
    IngestResult again = ingest();
    assertThat(again.unchanged()).isEqualTo(2);
    assertThat(again.imagesByNote()).isEqualTo(Map.of("range_unused", 1L));

    IngestResult twelve = ingest("range=12");
    assertThat(twelve.changed()).isEqualTo(2);
    assertThat(twelve.imagesByNote()).isEmpty();
    assertThat(image("a/0.png").<byte[]>getAs(ImagesTable.PIXELS)).containsExactly(-1, 0);
  }

  @Test
  void firstImagesDetermineSizeAndColour() throws Exception {
    write("a/0.png", new byte[0]);
    write("a/1.png", Pictures.png(3, 5, 3));
    BufferedImage red = new BufferedImage(7, 7, BufferedImage.TYPE_INT_RGB);
    red.setRGB(0, 0, 0xff0000);
    write("a/2.png", Pictures.encode(red, "png"));
    assertThat(ingest().shape()).isEqualTo(new ImageShape(3, 3, 5));
    assertThat(ingest("color=grey", "width=8").shape()).isEqualTo(new ImageShape(1, 3, 8));
  }

  @Test
  void aFurtherImageLeavesSizeAndColourAsTheyAre() throws Exception {
    write("b/1.png", Pictures.png(2, 3, 1));
    write("b/2.png", Pictures.png(2, 3, 2));
    ImageShape shape = ingest().shape();
    write("a/0.png", Pictures.encode(Pictures.pattern(), "png"));

    IngestResult second = ingest();

    assertThat(second.shape()).isEqualTo(shape).isEqualTo(new ImageShape(1, 2, 3));
    assertThat(second.unchanged()).isEqualTo(2);
    assertThat(second.added()).isEqualTo(1);
    assertThat(image("a/0.png").<byte[]>getAs(ImagesTable.PIXELS)).hasSize(6);
    assertThat(said())
        .containsOnlyOnce(
            "ingest: images stay 2x3x1, the size of those that are there already, although the"
                + " first is now 4x6x3; set data.height, data.width and data.color, or another"
                + " data.id, for another");

    assertThat(ingest("width=6").shape()).isEqualTo(new ImageShape(3, 4, 6));
    assertThat(said()).noneMatch(line -> line.contains("images stay"));
    assertThat(ingest("color=grey", "height=3", "width=3").shape())
        .isEqualTo(new ImageShape(1, 3, 3));
  }

  @Test
  void imagesThatAreAllReplacedBringTheirOwnSize() throws Exception {
    write("a/1.png", Pictures.png(2, 2, 1));
    assertThat(ingest().shape()).isEqualTo(new ImageShape(1, 2, 2));
    write("a/1.png", Pictures.png(5, 4, 1));
    write("a/2.png", Pictures.png(3, 3, 1));
    assertThat(ingest().shape()).isEqualTo(new ImageShape(1, 5, 4));
    Files.delete(input().resolve("a/1.png"));
    assertThat(ingest().shape()).isEqualTo(new ImageShape(1, 5, 4));
  }

  @Test
  void unusableInputIsRefusedInOneLine() throws Exception {
    assertThatThrownBy(() -> ingest())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("data.path is .*in, which does not exist");
    write("notes/readme.txt", "hello".getBytes());
    assertThatThrownBy(() -> ingest())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(
            "data.path is file:.*in, which holds no images; looked for files ending in png, jpg,"
                + " jpeg, bmp, gif, tif, tiff, webp");
    write("notes/broken.png", "hello".getBytes());
    assertThatThrownBy(() -> ingest("height=2", "width=2", "color=grey"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("all 2 items are rejected");
    Files.createDirectories(folder.resolve("out/images"));
    Files.writeString(folder.resolve("out/images/part.csv"), "x");
    assertThatThrownBy(() -> ingest())
        .isInstanceOf(InvalidTableException.class)
        .hasMessageContaining("part.csv is in the way");
  }

  @Test
  void whenNoImageCanBeUsedTheReasonsComeFirst() {
    byte[] heic = "\0\0\0\u001cftypheic\0\0\0\0mif1heic".getBytes(ISO_8859_1);
    write("a.jpg", heic);
    write("b.jpg", heic);
    write("c.png", "<html>".getBytes(ISO_8859_1));
    assertThatThrownBy(() -> ingest())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no image can be used, all 3 are unusable: 1 not_an_image (c.png: ")
        .hasMessageContaining("2 unsupported (a.jpg: is a HEIC image")
        .hasMessageNotContaining("data.height");
    for (int i = 0; i < 20; i++) {
      write("d" + i + ".jpg", heic);
    }
    assertThatThrownBy(() -> ingest())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("none of the first 16 of 23 images can be used")
        .hasMessageContaining("set data.height, data.width and data.color");
  }

  @Test
  void severalMasksOfAnImageAreJoined() throws Exception {
    write("test/scratch/000.png", Pictures.png(2, 2, 40));
    write("test/good/000.png", Pictures.png(2, 2, 40));
    write("ground_truth/scratch/000/000.png", Pictures.encode(marked(0), "png"));
    write("ground_truth/scratch/000/001.png", Pictures.encode(marked(3), "png"));
    IngestResult result = ingest();
    assertThat(image("test/scratch/000.png").<byte[]>getAs(ImagesTable.MASK))
        .containsExactly(1, 0, 0, 1);
    assertThat(image("test/good/000.png").<Object>getAs(ImagesTable.MASK)).isNull();
    assertThat(rejects()).isEmpty();
    assertThat(result.masks()).isEqualTo(1);

    write("ground_truth/scratch/000/002.png", Pictures.encode(marked(1), "png"));
    assertThat(ingest().changed()).isEqualTo(1);
    assertThat(image("test/scratch/000.png").<byte[]>getAs(ImagesTable.MASK))
        .containsExactly(1, 1, 0, 1);
  }

  @Test
  void foldersOfImagesAndMasksAreFoundAtAnyDepthAndInAnyCase() throws Exception {
    write("candle/Data/Images/Normal/0.JPG", Pictures.encode(Pictures.grey(2, 2, 9), "jpeg"));
    write("candle/Data/Images/Anomaly/0.JPG", Pictures.encode(Pictures.grey(2, 2, 9), "jpeg"));
    write("candle/Data/Masks/Anomaly/0.png", Pictures.encode(marked(2), "png"));
    ingest();
    assertThat(column(ImagesTable.LABEL))
        .isEqualTo(
            Map.of(
                "candle/Data/Images/Normal/0.JPG", "Normal",
                "candle/Data/Images/Anomaly/0.JPG", "Anomaly"));
    assertThat(image("candle/Data/Images/Anomaly/0.JPG").<byte[]>getAs(ImagesTable.MASK))
        .containsExactly(0, 0, 1, 0);
  }

  @Test
  void filesNamedLikeMasksAreMasksOnlyOfAnImage() throws Exception {
    write("test/a/1.png", Pictures.png(2, 2, 9));
    write("test/a/1_GT.png", Pictures.encode(marked(1), "png"));
    write("test/a/face_mask.png", Pictures.png(2, 2, 9));
    write("test/without_mask/2.png", Pictures.png(2, 2, 9));
    ingest();
    assertThat(column(ImagesTable.LABEL))
        .isEqualTo(
            Map.of(
                "test/a/1.png", "a",
                "test/a/face_mask.png", "a",
                "test/without_mask/2.png", "without_mask"));
    assertThat(image("test/a/1.png").<byte[]>getAs(ImagesTable.MASK)).containsExactly(0, 1, 0, 0);
  }

  @Test
  void systemFilesAreNamed() throws Exception {
    write("good/0.png", Pictures.png(2, 2, 9));
    write("good/@eaDir/0.png/thumb.jpg", new byte[3]);
    write("good/._0.png", new byte[3]);
    write("__MACOSX/good/._0.png", new byte[3]);
    write("desktop.ini", new byte[3]);
    write("notes.txt", new byte[3]);
    assertThat(Ingest.of(spark(), store(), options(), SEED).understood())
        .endsWith(
            "no images  1 file",
            "system files  4: __MACOSX, desktop.ini, good/._0.png, good/@eaDir");
    assertThat(ingest().systemFiles())
        .hasSize(4)
        .allMatch(uri -> uri.startsWith("file:"))
        .first(InstanceOfAssertFactories.STRING)
        .endsWith("in/__MACOSX");
  }

  @Test
  void manifestsBelowAFolderAreRefusedUnlessTheFoldersAreWanted() throws Exception {
    write("lot?/img/0.png", Pictures.png(2, 2, 9));
    write("lot?/manifest.csv", "path,label\nimg/0.png,good".getBytes(ISO_8859_1));
    assertThatThrownBy(() -> ingest())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "which has a manifest in a folder below: point data.path at lot?/manifest.csv;");
    write("lotA/img/0.png", Pictures.png(2, 2, 9));
    write("lotA/MANIFEST.tsv", "path\tlabel\nimg/0.png\tgood".getBytes(ISO_8859_1));
    assertThatThrownBy(() -> ingest())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("several data sets, each with a manifest")
        .hasMessageContaining("one of lot?/manifest.csv, lotA/MANIFEST.tsv; or set data.format");
    assertThat(ingest("format=folder").images().rows()).isEqualTo(2);
  }

  @Test
  void aSingleImageIsTakenAlone() throws Exception {
    write("test/good/0.PNG", Pictures.png(2, 2, 9));
    write("test/good/1.png", Pictures.png(2, 2, 9));
    String path = "path=" + input().resolve("test/good/0.PNG");
    assertThat(Ingest.of(spark(), store(), options(path), SEED).understood())
        .containsExactly("(no split named)  1 image", "  (no label)  1");
    assertThat(ingest(path, "default-split=test").imagesBySplit()).isEqualTo(Map.of("test", 1L));
    assertThat(column(ImagesTable.LABEL)).isEqualTo(Map.of("0.PNG", "null"));
    assertThat(ingest(path, "format=folder", "default-split=test").unchanged()).isEqualTo(1);
  }

  @Test
  void foldersOfPicturesBesideThoseOfImagesAreRefused() {
    for (String[] tree :
        new String[][] {
          {"images/0.png", "labels/0.png", "labels"},
          {"images/train/0.png", "labels/train/0.png", "labels"},
          {"train/images/0.png", "train/annotations/0.png", "annotations"},
          {"Data/Images/good/0.png", "Data/overlays/good/0.png", "overlays"},
          {"nut/images/0.png", "nut/drawn/0.png", "nut"},
        }) {
      write(tree[2] + "/" + tree[0], Pictures.png(2, 2, 9));
      write(tree[2] + "/" + tree[1], Pictures.png(2, 2, 9));
      for (String more : new String[] {"default-split=test", "validation-fraction=0"}) {
        assertThatThrownBy(() -> ingest("path=" + input().resolve(tree[2]), more))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("beside folders of images there are other folders of pictures")
            .hasMessageContaining("pictures: " + tree[2] + ". If these are masks");
      }
    }
  }

  @Test
  void imagesInFoldersOfThatNameInSomeSplitsOnlyAreClear() throws Exception {
    write("train/images/0.png", Pictures.png(2, 2, 9));
    write("test/bolt/0.png", Pictures.png(2, 2, 9));
    write("test/nut/images/0.png", Pictures.png(2, 2, 9));
    write("1.png", Pictures.png(2, 2, 9));
    ingest();
    assertThat(column(ImagesTable.LABEL))
        .isEqualTo(
            Map.of(
                "train/images/0.png", "null",
                "test/bolt/0.png", "bolt",
                "test/nut/images/0.png", "nut",
                "1.png", "null"));
  }

  @ParameterizedTest
  @CsvSource({
    "JPEGImages/0.png, SegmentationClass/0.png",
    "images/0.png, annotations_masks/0.png",
    "images/0.png, annotation_mask/0.png",
    "images/train/0.png, labels_gt/train/0.png",
    "test/hole/0.png, _GT/hole/0.png",
    "test/hole/0.png, test/hole/_mask/0.png",
    "hole/0.png, hole_mask/0.png",
    "train/hole/a/0.png, train/hole_masks/a/0_mask.png",
    "surgical_mask/0.png, surgical_mask/masks/0.png",
    "images/hole/0.png, Mask_images/hole/0.png",
    "hole/0.png, mask_imgs/hole/0.png",
    "images/0.png, masks images/0_mask.png",
    "train_images/hole/0.png, train_masks/hole/0.png",
    "train_images/0.png, train_images_masks/0.png",
    "kos01/Part0.png, kos01/Part0_label.png",
    "Train/0576.PNG, Train/Label/0576_label.PNG",
    "Class1/Train/0576.PNG, Class1/Train/LABELS/0576_Label.PNG",
    "images/bottle_label.png, masks/bottle_label.png",
  })
  void foldersAreMasksByManyNames(String image, String mask) throws Exception {
    write(image, Pictures.png(2, 2, 9));
    write(mask, Pictures.encode(marked(1), "png"));
    write("test/without_mask/7.png", Pictures.png(2, 2, 9));
    ingest("default-split=train", "validation-fraction=0");
    assertThat(rejects()).isEmpty();
    assertThat(column(ImagesTable.LABEL)).containsOnlyKeys(image, "test/without_mask/7.png");
    assertThat(image(image).<byte[]>getAs(ImagesTable.MASK)).containsExactly(0, 1, 0, 0);
  }

  @Test
  void foldersThatNameSplitsAndWhatIsInThemAreSplits() throws Exception {
    write("training_set/test_rig/0.png", Pictures.png(2, 2, 9));
    write("training_set/images_of_cats/1.png", Pictures.png(2, 2, 9));
    write("test-images/surgical_mask/2.png", Pictures.png(2, 2, 9));
    write("val images/3.png", Pictures.png(2, 2, 9));
    ingest();
    assertThat(column(ImagesTable.SPLIT).values())
        .containsExactly("test", "train", "train", "validation");
    assertThat(column(ImagesTable.LABEL).values())
        .containsExactly("surgical_mask", "images_of_cats", "test_rig", "null");
  }

  @Test
  void labelsThatAreNotMasksStayImages() throws Exception {
    write("label/front.png", Pictures.png(2, 2, 9));
    write("label/back_label.jpg", Pictures.png(2, 2, 9));
    write("front/0_label.png", Pictures.png(2, 2, 9));
    write("front/label.png", Pictures.png(2, 2, 9));
    write("front/_label.png", Pictures.png(2, 2, 9));
    ingest();
    assertThat(column(ImagesTable.LABEL))
        .isEqualTo(
            Map.of(
                "label/front.png", "label",
                "front/0_label.png", "front",
                "front/label.png", "front",
                "front/_label.png", "front"));
    assertThat(rejects()).isEqualTo(Map.of("back_label.jpg", "mask_without_image"));
  }

  @Test
  void severalDataSetsBelowOneFolderAreRefused() {
    for (String category : new String[] {"bottle", "metal nut"}) {
      write(category + "/train/good/0.png", Pictures.png(2, 2, 9));
      write(category + "/test/scratch/0.png", Pictures.png(2, 2, 9));
      write(category + "/ground_truth/scratch/0_mask.png", Pictures.png(2, 2, 255));
    }
    assertThatThrownBy(() -> ingest())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("several data sets")
        .hasMessageContaining("one of bottle, metal nut");
  }

  @Test
  void aFolderBesideSplitsThatNamesNoneIsRefusedUnlessASplitIsGiven() throws Exception {
    write("train/good/0.png", Pictures.png(2, 2, 9));
    write("holdout/good/0.png", Pictures.png(2, 2, 9));
    assertThatThrownBy(() -> ingest())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("holdout")
        .hasMessageContaining("train, training, val")
        .hasMessageContaining("data.default-split");
    assertThat(ingest("default-split=test", "validation-fraction=0").imagesBySplit())
        .isEqualTo(Map.of("train", 1L, "test", 1L));
  }

  @Test
  void theStructureIsATreeWithCountsAndReadsNoImage() {
    write("training/good/0.png", new byte[0]);
    write("training/good/1.png", new byte[0]);
    write("val2017/0.png", new byte[0]);
    write("ground_truth/hole/0_mask.png", new byte[0]);
    write("test/hole/0.png", new byte[0]);
    write("readme.txt", new byte[0]);
    assertThat(Ingest.of(spark(), store(), options(), SEED).understood())
        .containsExactly(
            "test  1 image",
            "  hole  1",
            "train  2 images",
            "  good  2",
            "validation  1 image",
            "  (no label)  1",
            "masks  1 file",
            "no images  1 file");
  }

  /** Two by two pixels, black but for one. */
  private static BufferedImage marked(int pixel) {
    BufferedImage mask = Pictures.grey(2, 2, 0);
    mask.getRaster().setSample(pixel % 2, pixel / 2, 0, 255);
    return mask;
  }
}
