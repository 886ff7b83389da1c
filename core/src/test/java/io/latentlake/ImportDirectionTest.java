package io.latentlake;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.latentlake", importOptions = ImportOption.DoNotIncludeTests.class)
class ImportDirectionTest {

  @ArchTest
  static final ArchRule coreNeverCallsJobs =
      noClasses().should().dependOnClassesThat().resideInAPackage("io.latentlake.jobs..");
}
