package io.latentlake.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentlake.LocalSpark;
import io.latentlake.config.Options;
import io.latentlake.progress.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerateJobTest {
  @TempDir Path folder;

  @Test
  void whatWasPlannedIsWrittenAndCounted() throws Exception {
    PipelineOptions options =
        options("generate.kind=all", "generate.path=" + folder, "generate.train=3");
    JobPlan plan = new GenerateJob().plan(LocalSpark.session(), options);
    assertThat(plan.notes()).containsExactly("8 images in 12 files", "4 images in 4 files");
    assertThat(folder).isEmptyDirectory();

    JobResult result =
        new GenerateJob().run(LocalSpark.session(), options, Run.start("generate", Progress.NONE));

    assertThat(result.rowsWritten()).containsEntry("tiles", 12L).containsEntry("sprites", 4L);
    assertThat(pngs(folder.resolve("tiles"))).isEqualTo(12);
    assertThat(pngs(folder.resolve("sprites"))).isEqualTo(4);
  }

  @Test
  void aPathIsNeeded() {
    assertThatThrownBy(() -> new GenerateJob().plan(LocalSpark.session(), options()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("generate.path is missing; name the folder to write the images into");
  }

  private static PipelineOptions options(String... more) {
    return Options.of(
        PipelineOptions.class,
        Stream.concat(
                Stream.of("generate.size=16", "generate.test=1", "generate.defects=1"),
                Stream.of(more))
            .toArray(String[]::new));
  }

  private static long pngs(Path root) throws Exception {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(path -> path.toString().endsWith(".png")).count();
    }
  }
}
