package io.latentlake.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReportPageTest {

  private static final ReportPage PAGE = new ReportPage();

  @Test
  void everySectionIsThere() {
    String html = PAGE.html(DrawnContent.full());

    for (String id :
        new String[] {
          "origin",
          "metrics",
          "training",
          "reconstructions",
          "scores",
          "detection",
          "anomalies",
          "mistakes",
          "mean-maps",
          "embeddings",
          "clusters",
          "traversals",
          "interpolations",
          "samples"
        }) {
      assertThat(html).contains("<section id=\"" + id + "\"").contains("href=\"#" + id + "\"");
    }
    assertThat(html).doesNotContain("class=\"absent\"");
  }

  @Test
  void outcomeOfTheThresholdIsCounted() {
    String table = PAGE.html(DrawnContent.full()).replaceAll("<t[dh] [^>]*>|</t[dh]>", "|");

    assertThat(table)
        .contains("|normal||60||||||6||54||10 %|")
        .contains("|anomaly||240||191||49||||||79.58 %|")
        .contains("|scratch||180||143||37||||||79.44 %|");
  }

  @Test
  void cautionsStandAtTheHead() {
    assertThat(PAGE.html(DrawnContent.full()))
        .containsPattern("(?s)role=\"note\">Only 3 of 16 latent units.*</header>");
    assertThat(PAGE.html(DrawnContent.empty())).doesNotContain("class=\"caution\"");
  }

  @Test
  void absentSectionSaysWhy() {
    String html = PAGE.html(DrawnContent.empty());

    assertThat(html)
        .contains("There is no history table, because training has not run.")
        .contains("There is no embeddings table.");
    assertThat(html).doesNotContain("data-chart=\"");
  }

  @Test
  void textFromTablesCannotBecomeMarkup() {
    String hostile = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"' & -->";
    String plain = PAGE.html(DrawnContent.full());

    String html = PAGE.html(DrawnContent.saying(hostile));

    assertThat(html).contains("&lt;script&gt;alert(1)").doesNotContain("<script>alert");
    assertThat(html).doesNotContain("<img src=x");
    assertThat(count(html, "<script")).isEqualTo(count(plain, "<script"));
    assertThat(count(html, "</script")).isEqualTo(count(plain, "</script")).isEqualTo(3);
  }

  @Test
  void pageLoadsNothingFromElsewhere() {
    String html = withoutScripts(PAGE.html(DrawnContent.full()));

    assertThat(html).contains("default-src &#39;none&#39;");
    Matcher sources =
        Pattern.compile("<[^<>]*\\s(?:src|href|srcset|data|action)=\"([^\"]*)\"").matcher(html);
    while (sources.find()) {
      assertThat(sources.group(1)).matches("(?s)(#|data:).*");
    }
    assertThat(html).doesNotContain("url(").doesNotContain("@import");
  }

  @Test
  void everyPictureHasATextAlternative() {
    String html = withoutScripts(PAGE.html(DrawnContent.full()));

    assertThat(count(html, "<img ")).isGreaterThan(50);
    assertThat(html).doesNotContainPattern("<img (?![^>]*alt=\"[^\"]+\")[^>]*>");
    assertThat(html)
        .doesNotContainPattern("data-chart=\"[^\"]*\"(?! role=\"img\" aria-label=\"[^\"]+\")");
  }

  @Test
  void samePageForTheSameContent() {
    assertThat(PAGE.html(DrawnContent.full())).isEqualTo(PAGE.html(DrawnContent.full()));
  }

  @Test
  void pageWithoutPicturesIsMostlyTheChartLibrary() {
    String html = PAGE.html(DrawnContent.empty());

    assertThat(html.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(750_000);
  }

  private static String withoutScripts(String html) {
    return html.replaceAll("(?s)(<script[^>]*>).*?</script>", "$1</script>");
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }
}
