package io.latentlake.image.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentlake.LocalSpark;
import io.latentlake.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyntheticImagesTest {
  @TempDir Path folder;

  @Test
  void tilesLieInTheFoldersThatAnomalyDetectionKnows() throws Exception {
    List<SyntheticImages.Written> written = write("tiles", folder, 5, 7);

    assertThat(written).hasSize(1);
    assertThat(written.get(0).images()).isEqualTo(5 + 3 + 4 * 2);
    assertThat(written.get(0).files()).isEqualTo(5 + 3 + 4 * 2 + 4 * 2);
    assertThat(pixelsBelow(folder).keySet())
        .contains("train/good/004.png", "test/good/002.png", "test/colour/001.png")
        .contains("ground_truth/scratch/000_mask.png", "ground_truth/missing/001_mask.png")
        .hasSize(24);
    assertThat(folder.resolve("manifest.csv")).doesNotExist();
  }

  @Test
  void spritesComeWithTheirFactors() throws Exception {
    write("sprites", folder, 5, 7);

    List<String> manifest = Files.readAllLines(folder.resolve("manifest.csv"));
    assertThat(manifest).hasSize(1 + 5 + 3);
    assertThat(manifest.get(0))
        .isEqualTo(
            "path,label,split,factor_shape,factor_scale,factor_orientation,factor_x,factor_y");
    assertThat(manifest.get(6)).matches("images/005\\.png,[a-z-]+,test,[012](,\\d\\.\\d+){4}");
    assertThat(pixelsBelow(folder)).hasSize(8);
  }

  @Test
  void aDatasetDoesNotDependOnHowManyTasksDrawIt() throws Exception {
    write("all", folder.resolve("once"), 5, 7);
    for (int index = 0; index < 16; index++) {
      for (DrawnFile file : new TileDataset(7, 16, 5, 3, 2).draw(index)) {
        assertThat(Files.readAllBytes(folder.resolve("once/tiles").resolve(file.path())))
            .isEqualTo(file.png());
      }
    }
  }

  @Test
  void theSeedDecides() throws Exception {
    write("all", folder.resolve("a"), 5, 7);
    write("all", folder.resolve("b"), 5, 7);
    write("all", folder.resolve("c"), 5, 8);

    Map<String, List<Integer>> first = pixelsBelow(folder.resolve("a"));
    assertThat(pixelsBelow(folder.resolve("b"))).isEqualTo(first);
    assertThat(pixelsBelow(folder.resolve("c")))
        .hasSameSizeAs(first)
        .allSatisfy((path, pixels) -> assertThat(pixels).isNotEqualTo(first.get(path)));
  }

  @Test
  void aFolderInUseIsRefusedUnlessReplaceIsSet() throws Exception {
    write("tiles", folder, 5, 7);

    assertThatThrownBy(() -> write("tiles", folder, 5, 7))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not empty; set generate.replace=true");

    Files.writeString(folder.resolve("README.md"), "kept");
    GenerateOptions fewer =
        new GenerateOptions("tiles", Optional.of(folder.toString()), 16, 1, 0, 0, true);
    new SyntheticImages(fewer, 7).write(LocalSpark.session(), Progress.NONE);
    assertThat(pixelsBelow(folder)).containsOnlyKeys("train/good/000.png");
    assertThat(folder.resolve("README.md")).exists();
  }

  @Test
  void filesOfAnotherOriginAreNeverReplaced() throws Exception {
    Path mine = Files.createDirectories(folder.resolve("train/good")).resolve("mine.png");
    Files.writeString(mine, "precious");
    GenerateOptions replacing =
        new GenerateOptions("tiles", Optional.of(folder.toString()), 16, 1, 0, 0, true);

    assertThatThrownBy(
            () -> new SyntheticImages(replacing, 7).write(LocalSpark.session(), Progress.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("holds files that no run of generate wrote");
    assertThat(mine).exists();
  }

  /**
   * What lies in the repository is what the product draws: sample-data/README.md has the command.
   */
  @Test
  void theCommittedSampleIsWhatThisCodeDraws() throws Exception {
    GenerateOptions sample =
        new GenerateOptions("all", Optional.of(folder.toString()), 64, 320, 60, 20, false);
    new SyntheticImages(sample, 42).write(LocalSpark.session(), Progress.NONE);

    Path committed = Path.of("../sample-data");
    assertThat(pixelsBelow(committed)).isEqualTo(pixelsBelow(folder));
    for (String text :
        List.of("sprites/manifest.csv", "sprites/_synthetic.json", "tiles/_synthetic.json")) {
      assertThat(committed.resolve(text)).hasSameTextualContentAs(folder.resolve(text));
    }
  }

  private static List<SyntheticImages.Written> write(String kind, Path to, long train, long seed)
      throws Exception {
    GenerateOptions options =
        new GenerateOptions(kind, Optional.of(to.toString()), 16, train, 3, 2, false);
    return new SyntheticImages(options, seed).write(LocalSpark.session(), Progress.NONE);
  }

  /** Pixels of every PNG by its path below a folder, so that no encoder's habits are compared. */
  private static Map<String, List<Integer>> pixelsBelow(Path root) throws IOException {
    Map<String, List<Integer>> pixels = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".png")).toList()) {
        var image = ImageIO.read(file.toFile());
        int[] values =
            image.getData().getPixels(0, 0, image.getWidth(), image.getHeight(), (int[]) null);
        pixels.put(root.relativize(file).toString(), Arrays.stream(values).boxed().toList());
      }
    }
    return pixels;
  }
}
