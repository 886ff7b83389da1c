package io.latentlake.ml;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentlake.LocalSpark;
import io.latentlake.image.Pictures;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.runtime.AbstractFunction0;

/** Runs the Java lines of the README, on fewer and smaller images. */
class ReadmePipelineTest {
  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final int GOOD = 24;

  @TempDir Path temp;

  @Test
  void theLinesOfTheReadmeTrainSaveLoadAndScore() throws Exception {
    for (String folder : List.of("parts/good", "parts/today")) {
      Files.createDirectories(temp.resolve(folder));
    }
    for (int i = 0; i < GOOD; i++) {
      Files.write(temp.resolve("parts/good/" + i + ".png"), Pictures.png(8, 8, 100 + i));
    }
    Files.write(temp.resolve("parts/today/new.png"), Pictures.png(8, 8, 110));
    Files.writeString(temp.resolve("parts/today/not-an-image.png"), "text");

    List<String> shown = run(snippet()).lines().toList();

    assertThat(shown.get(1))
        .matches("\\| +path\\|reconstruction_error\\| +anomaly_score\\|is_anomaly\\|prediction\\|");
    assertThat(shown).anyMatch(line -> line.matches(".*\\| *-?[0-9.E]+\\|.*(true|false).*"));
    assertThat(shown.stream().filter(line -> line.startsWith("|"))).hasSize(2);
  }

  /** The lines, with other places and sizes, and a network that an image of that size fits. */
  private String snippet() throws Exception {
    Matcher found = JAVA.matcher(Files.readString(Path.of("../README.md")));
    assertThat(found.find()).isTrue();
    return found
        .group(1)
        .replace("\"/data/parts", "\"" + temp.resolve("parts"))
        .replace("\"/models", "\"" + temp.resolve("models"))
        .replace("(64)", "(8)")
        // The folder's name decides which images validate: of so few, a tenth may be none
        .replace("\"train.minibatch", "\"data.validation-fraction=0.5\", \"train.minibatch")
        .replace("setK(5)", "setK(2).setMaxIter(1)")
        .replace("setLatent(16)", "setLatent(2).setEpochs(1).setChannels(4)");
  }

  private String run(String snippet) throws Exception {
    String imports =
        snippet.lines().filter(ReadmePipelineTest::isImport).collect(Collectors.joining("\n"));
    String statements =
        snippet.lines().filter(line -> !isImport(line)).collect(Collectors.joining("\n"));
    Path source = temp.resolve("Snippet.java");
    Files.writeString(
        source,
        imports
            + "\n"
            + "public class Snippet {\n"
            + "  public static void run(org.apache.spark.sql.SparkSession spark) throws Exception"
            + " {\n"
            + statements
            + "\n  }\n}\n");
    String classes = temp.toString();
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                System.out,
                System.err,
                "-proc:none",
                "-d",
                classes,
                "-cp",
                System.getProperty("java.class.path"),
                source.toString());
    assertThat(status).isZero();
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {temp.toUri().toURL()})) {
      Method lines = loader.loadClass("Snippet").getMethod("run", SparkSession.class);
      PrintStream text = new PrintStream(shown, true, StandardCharsets.UTF_8);
      scala.Console.withOut(text, new Invoked(lines));
    }
    return shown.toString(StandardCharsets.UTF_8);
  }

  /** What Spark shows goes to the output of Scala. */
  private static final class Invoked extends AbstractFunction0<Object> {
    private final Method lines;

    Invoked(Method lines) {
      this.lines = lines;
    }

    @Override
    public Object apply() {
      try {
        return lines.invoke(null, LocalSpark.session());
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static boolean isImport(String line) {
    return line.startsWith("import ");
  }
}
