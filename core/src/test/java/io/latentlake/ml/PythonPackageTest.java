package io.latentlake.ml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.StringArrayParam;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the Python classes against the Java classes that they wrap, by their text. */
class PythonPackageTest {
  private static final Pattern CLASS =
      Pattern.compile(
          "^class (\\w+)\\((.*?)\\):\n(.*?)(?=^\\S|\\z)", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern PARAM =
      Pattern.compile(
          "^    (\\w+) = Param\\(Params._dummy\\(\\), \"(\\w+)\", \"(.*?)\","
              + " TypeConverters.(\\w+)\\)$",
          Pattern.MULTILINE);
  private static final Pattern SETTER =
      Pattern.compile(
          "^    def (set\\w+)\\(self, (\\*?)value\\):\n"
              + " *\"\"\".+\"\"\"\n"
              + " +return self._set\\((\\w+)=(\\w+(?:\\(value\\))?)\\)$",
          Pattern.MULTILINE);
  private static final Pattern README =
      Pattern.compile("```python\n(from latentlake .*?)```", Pattern.DOTALL);

  /** A Python class: what it extends, and its lines. */
  private record PythonClass(String bases, String body) {}

  private static final Map<String, PythonClass> CLASSES = new TreeMap<>();
  private static String text;

  @BeforeAll
  static void read() throws IOException {
    try (InputStream in = PythonPackageTest.class.getResourceAsStream("/latentlake/__init__.py")) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    for (MatchResult found : CLASS.matcher(text).results().toList()) {
      CLASSES.put(found.group(1), new PythonClass(found.group(2), found.group(3)));
    }
  }

  @Test
  void classesAreThoseOfTheJavaPackage() throws Exception {
    assertThat(text)
        .contains("_JAVA_PACKAGE = \"" + AutoencoderModel.class.getPackageName() + "\"")
        .contains("__all__ = [\"AutoencoderEstimator\", \"AutoencoderModel\"]");
    assertThat(CLASSES.get("AutoencoderEstimator").bases())
        .isEqualTo("JavaEstimator, _FrameParams, JavaMLWritable, _Readable");
    assertThat(CLASSES.get("AutoencoderModel").bases())
        .isEqualTo("JavaModel, _FrameParams, JavaMLWritable, _Readable");
    assertThat(CLASSES.get("AutoencoderEstimator").body())
        .contains("self._new_java_obj(_JAVA_PACKAGE + \".AutoencoderEstimator\", self.uid)")
        .contains("return AutoencoderModel(java_model)");
    // what the wrappers call
    assertThat(AutoencoderEstimator.class.getConstructor(String.class)).isNotNull();
    assertThat(AutoencoderModel.class.getMethod("read")).isNotNull();
    assertThat(AutoencoderEstimator.class.getMethod("read")).isNotNull();
    assertThat(AutoencoderModel.class.getMethod("fromPackage", String.class)).isNotNull();
  }

  @Test
  void paramsAreThoseOfTheJavaClasses() {
    Map<String, MatchResult> shared = params("_FrameParams");
    AutoencoderEstimator estimator = new AutoencoderEstimator();
    AutoencoderModel model = new AutoencoderModel("model", null);
    assertParams(shared, model);
    Map<String, MatchResult> all = new TreeMap<>(shared);
    all.putAll(params("AutoencoderEstimator"));
    assertParams(all, estimator);
    assertThat(params("AutoencoderModel")).isEmpty();

    Matcher constructor =
        Pattern.compile("def __init__\\(self, \\*, (.*?)\\):", Pattern.DOTALL).matcher(text);
    assertThat(constructor.find()).isTrue();
    assertThat(constructor.group(1).split(",\\s+"))
        .containsExactlyInAnyOrder(
            all.keySet().stream().map(name -> name + "=None").toArray(String[]::new));
  }

  private static Map<String, MatchResult> params(String name) {
    return PARAM
        .matcher(CLASSES.get(name).body())
        .results()
        .collect(
            Collectors.toMap(found -> found.group(1), found -> found, (a, b) -> a, TreeMap::new));
  }

  private static void assertParams(Map<String, MatchResult> python, PipelineStage stage) {
    assertThat(python.keySet())
        .containsExactlyInAnyOrder(
            Arrays.stream(stage.params()).map(Param::name).toArray(String[]::new));
    for (Param<?> param : stage.params()) {
      MatchResult wrapped = python.get(param.name());
      assertThat(wrapped.group(2)).isEqualTo(param.name());
      assertThat(wrapped.group(4)).as(param.name()).isEqualTo(converter(param));
      assertThat(param.doc().toLowerCase(Locale.ROOT)).contains(wrapped.group(3));
    }
  }

  private static String converter(Param<?> param) {
    if (param instanceof IntParam || param instanceof LongParam) {
      return "toInt";
    }
    if (param instanceof IntArrayParam) {
      return "toListInt";
    }
    return param instanceof StringArrayParam ? "toListString" : "toString";
  }

  @Test
  void settersAreThoseOfTheJavaClasses() {
    assertSetters("_FrameParams", FrameParams.class);
    assertSetters("AutoencoderEstimator", TrainingParams.class);
  }

  private static void assertSetters(String python, Class<?> java) {
    Map<String, MatchResult> setters =
        SETTER
            .matcher(CLASSES.get(python).body())
            .results()
            .collect(Collectors.toMap(found -> found.group(1), found -> found));
    Set<String> expected = new TreeSet<>();
    for (Method method : java.getDeclaredMethods()) {
      if (method.getName().startsWith("set")) {
        expected.add(method.getName());
        MatchResult setter = setters.get(method.getName());
        assertThat(setter).as(method.getName()).isNotNull();
        String name = method.getName();
        assertThat(setter.group(3))
            .isEqualTo(Character.toLowerCase(name.charAt(3)) + name.substring(4));
        assertThat(setter.group(2)).isEqualTo(method.isVarArgs() ? "*" : "");
        assertThat(setter.group(4)).isEqualTo(method.isVarArgs() ? "list(value)" : "value");
      }
    }
    assertThat(setters.keySet()).isEqualTo(expected);
  }

  @Test
  void theLinesOfTheReadmeUseWhatIsThere() throws IOException {
    Matcher snippet = README.matcher(Files.readString(Path.of("../README.md")));
    assertThat(snippet.find()).isTrue();
    Matcher call =
        Pattern.compile("AutoencoderEstimator\\((.*?)\\)\n", Pattern.DOTALL)
            .matcher(snippet.group(1));
    assertThat(call.find()).isTrue();
    String arguments = call.group(1).replaceAll("\\[.*?\\]", "[]");
    assertThat(Arrays.stream(arguments.split(",\\s+")).map(one -> one.replaceFirst("=.*", "")))
        .hasSize(5)
        .allMatch(new AutoencoderEstimator()::hasParam);
  }
}
