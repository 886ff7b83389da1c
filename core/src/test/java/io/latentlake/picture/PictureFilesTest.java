package io.latentlake.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureFilesTest {
  @TempDir private Path folder;

  @Test
  void namesAreSafeDistinctAndRecognisable() {
    List<String> ids =
        List.of(
            "test/a.png",
            "test/a.jpg",
            "test_a.png",
            "test/A.png",
            "../../x",
            "\u00e4 \u4e2d?.png",
            "/",
            ".hidden",
            "-rf",
            "s3a://b/x=1/y.png",
            "",
            "x".repeat(5000) + "/end.tif");

    List<String> stems = ids.stream().map(PictureFiles::stem).toList();

    assertThat(stems)
        .doesNotHaveDuplicates()
        .allMatch(stem -> stem.matches("[A-Za-z0-9][A-Za-z0-9_-]{0,80}-[0-9a-f]{16}"));
    assertThat(stems.get(0)).startsWith("test_a-");
    assertThat(stems.get(stems.size() - 1)).contains("x_end-");
  }

  @Test
  void theHashIsThatOfTheForgottenTable() {
    // SHA-256 of "abc", FIPS 180-4
    assertThat(PictureFiles.stem("abc")).isEqualTo("abc-ba7816bf8f01cfea");
  }

  @Test
  void filesOfAnImageAreFoundByItsHashAndNoOthers() throws IOException {
    PictureFiles files = new PictureFiles(new Configuration(), folder.toString());
    BufferedImage picture = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    files.write("abc", List.of(), picture);
    files.write("abc", List.of("residual-x-gradient", "kl"), picture);
    files.write("abd", List.of(), picture);
    Files.writeString(folder.resolve("ba7816bf8f01cfea.png"), "the user's");
    Files.writeString(folder.resolve("abc-ba7816bf8f01cfea.txt"), "the user's");

    assertThat(files.hashes()).hasSize(2).contains("ba7816bf8f01cfea");
    assertThat(files.of(List.of("ba7816bf8f01cfea")))
        .extracting(path -> path.getName())
        .containsExactlyInAnyOrder(
            "abc-ba7816bf8f01cfea.png", "abc-ba7816bf8f01cfea.residual-x-gradient.kl.png");
    assertThat(new PictureFiles(new Configuration(), folder + "/none").hashes()).isEmpty();
  }
}
