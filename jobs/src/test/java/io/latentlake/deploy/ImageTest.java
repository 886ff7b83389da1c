package io.latentlake.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The Dockerfile follows what Spark expects of an image on Kubernetes. */
class ImageTest {
  private final Image image;

  ImageTest() throws IOException {
    image = Image.read();
  }

  @Test
  void theBaseIsTheBuildersChoice() {
    assertThat(image.instructions().subList(0, 2))
        .containsExactly(List.of("ARG", "BASE_IMAGE"), List.of("FROM", "${BASE_IMAGE}"));
  }

  @Test
  void entryPointUserAndFolderAreThoseOfSparksImages() {
    assertThat(image.all("ENTRYPOINT")).containsExactly(List.of("[\"/opt/entrypoint.sh\"]"));
    assertThat(image.all("USER")).containsExactly(List.of("185"));
    assertThat(image.all("WORKDIR")).containsExactly(List.of("/opt/spark/work-dir"));
    assertThat(image.environment()).containsEntry("SPARK_HOME", "/opt/spark");
  }

  @Test
  void nothingThatIsCopiedIsKeptFromTheBuilder() throws IOException {
    List<String> lines =
        Files.readAllLines(DeployFiles.ROOT.resolve("deploy/Dockerfile.dockerignore"));
    assertThat(lines).contains("*");
    List<String> allowed =
        lines.stream().filter(line -> line.startsWith("!")).map(line -> line.substring(1)).toList();

    assertThat(image.sources())
        .isNotEmpty()
        .allSatisfy(
            source ->
                assertThat(allowed)
                    .anyMatch(path -> source.equals(path) || source.startsWith(path + "/")));
    assertThat(allowed)
        .allSatisfy(
            path ->
                assertThat(image.sources())
                    .anyMatch(source -> source.equals(path) || source.startsWith(path + "/")));
  }
}
