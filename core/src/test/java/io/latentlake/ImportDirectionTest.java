package io.latentlake;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Holds the one direction in which the packages may import each other. */
@AnalyzeClasses(packages = "io.latentlake", importOptions = ImportOption.DoNotIncludeTests.class)
class ImportDirectionTest {

  private static final String ROOT = "io.latentlake.";

  private static final String[] BASE = {"config", "observe", "progress", "provenance", "table"};

  private static final String[] FOUND_BY_NAME = {
    "io.latentlake.model.kind",
    "io.latentlake.model.loss",
    "io.latentlake.model.anomaly",
    "io.latentlake.explain.method"
  };

  /** Each package, and the others that it may import. */
  private static final Map<String, Set<String>> MAY_IMPORT = new LinkedHashMap<>();

  static {
    place("config");
    place("observe");
    place("progress");
    place("provenance", "config");
    place("table", "config", "observe", "progress", "provenance");
    place("backend");
    place("kernel");
    place("architecture");
    place("image", BASE);
    place("onnx");
    place("backbone", with(BASE, "architecture", "image", "onnx"));
    place("model", with(BASE, "architecture", "backbone", "kernel", "image", "onnx"));
    place("export", with(BASE, "architecture", "backbone", "kernel", "image", "model", "onnx"));
    place("train", with(BASE, "architecture", "backbone", "backend", "kernel", "image", "model"));
    place("score", with(BASE, "kernel", "image", "model"));
    place("explain", with(BASE, "kernel", "image", "model"));
    place("infer", with(BASE, "backend", "kernel", "image", "model", "score", "explain"));
    place("ml", with(BASE, "image", "model", "score", "explain", "infer", "train"));
    place("sample", with(BASE, "kernel", "image", "model", "infer"));
    place("evaluate", with(BASE, "kernel", "image", "model", "score", "explain", "infer"));
    place("picture", with(BASE, "kernel", "image", "model", "score", "explain", "infer"));
    place(
        "report",
        with(
            BASE,
            "architecture",
            "backbone",
            "kernel",
            "image",
            "model",
            "score",
            "explain",
            "infer",
            "sample",
            "evaluate",
            "picture"));
  }

  @ArchTest
  static final ArchRule everyPackageHasItsPlace =
      classes()
          .should()
          .resideInAnyPackage(trees(MAY_IMPORT.keySet()))
          .because("a new package has to be given its place here first");

  @ArchTest
  static final ArchRule importsGoOneWay =
      CompositeArchRule.of(
              MAY_IMPORT.entrySet().stream()
                  .map(place -> importsOnly(place.getKey(), place.getValue()))
                  .toList())
          .as("packages import in one direction");

  @ArchTest
  static final ArchRule arithmeticKnowsNoSpark =
      noClasses()
          .that()
          .resideInAnyPackage(
              trees(Set.of("config", "progress", "provenance", "model", "score", "explain")))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "org.deeplearning4j.spark..", "scala..")
          .because("losses, networks and maps take arrays and return arrays; Spark carries them")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule variantsAreFoundByName =
      noClasses()
          .that()
          .resideOutsideOfPackages(FOUND_BY_NAME)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(FOUND_BY_NAME)
          .because("who names one of them would have to be changed for the next");

  private static ArchRule importsOnly(String name, Set<String> allowed) {
    String[] own = trees(Set.of(name));
    Set<String> reachable = new TreeSet<>(allowed);
    reachable.add(name);
    return noClasses()
        .that()
        .resideInAnyPackage(own)
        .should()
        .dependOnClassesThat(oursOutside(reachable))
        .as("package " + name + " imports only " + (allowed.isEmpty() ? "itself" : allowed))
        .allowEmptyShould(true);
  }

  private static DescribedPredicate<JavaClass> oursOutside(Set<String> reachable) {
    return DescribedPredicate.and(
        JavaClass.Predicates.resideInAPackage("io.latentlake.."),
        DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage(trees(reachable))));
  }

  private static void place(String name, String... mayImport) {
    MAY_IMPORT.put(name, new LinkedHashSet<>(Arrays.asList(mayImport)));
  }

  private static String[] with(String[] some, String... more) {
    return Stream.concat(Arrays.stream(some), Arrays.stream(more)).toArray(String[]::new);
  }

  private static String[] trees(Set<String> names) {
    return names.stream().map(name -> ROOT + name + "..").toArray(String[]::new);
  }

  /**
   * onnxruntime is missing where no backbone is used; a class that names it does not load there.
   */
  @ArchTest
  static final ArchRule ONE_CLASS_NAMES_ONNXRUNTIME =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("io.latentlake.backbone.OnnxSession")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.onnxruntime..");
}
