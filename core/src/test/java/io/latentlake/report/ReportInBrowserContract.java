package io.latentlake.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page must do in every browser. */
abstract class ReportInBrowserContract {

  private static final int DESK = 1280;
  private static final int PHONE = 390;

  @TempDir Path folder;

  /** Opens a file in a window of a width in CSS pixels. */
  abstract OpenPage open(Path file, int width) throws IOException;

  @Test
  void everyChartIsDrawnWithoutComplaintOrRequest() throws IOException {
    try (OpenPage page = open(file(DrawnContent.full()), DESK)) {
      assertThat(page.complaints()).isEmpty();
      assertThat(page.evaluate("document.documentElement.dataset.charts")).isEqualTo("6");
      assertThat(page.evaluate("document.querySelectorAll('[data-chart]').length")).isEqualTo("6");
      assertThat(count(page, "[data-chart^=\"curve\"] svg path")).isGreaterThan(20);
      assertThat(count(page, "[data-chart=\"scores\"] svg path")).isGreaterThan(40);
      assertThat(page.evaluate("document.querySelector('[data-chart=\"scores\"]').textContent"))
          .contains("threshold 1,010")
          .contains("negative ELBO in nats");
      assertThat(
              page.evaluate(
                  "(function() { var c = document.querySelector('canvas');"
                      + "return c.getContext('2d').getImageData(0, 0, c.width, c.height).data"
                      + ".some(function(v) { return v > 0; }); })()"))
          .isEqualTo("true");
      assertThat(page.evaluate("performance.getEntriesByType('resource').map(e => e.name).join()"))
          .isEmpty();
    }
  }

  @Test
  void curvesOfRatesShowTheThresholdWhereItLies() throws IOException {
    try (OpenPage page = open(file(DrawnContent.full()), DESK)) {
      String place = "document.querySelector('[data-chart=\"%s\"]')";
      String series = "echarts.getInstanceByDom(" + place + ").getOption().series";
      assertThat(page.evaluate(series.formatted("roc") + "[0].data.length")).isEqualTo("61");
      assertThat(page.evaluate(series.formatted("roc") + "[2].data[0][0]")).isEqualTo("0.1");
      assertThat(page.evaluate(place.formatted("roc") + ".textContent"))
          .contains("threshold 1,010", "False positive rate", "True positive rate");
      assertThat(page.evaluate(series.formatted("precision-recall") + "[0].step"))
          .isEqualTo("start");
      assertThat(page.evaluate(series.formatted("precision-recall") + ".length")).isEqualTo("2");
    }
  }

  @Test
  void aLogarithmicAxisIsAsHighAsItsValues() throws IOException {
    try (OpenPage page = open(file(DrawnContent.full()), DESK)) {
      String place = "document.querySelector('[data-chart=\"curve-%d\"]')";
      String axis = "echarts.getInstanceByDom(" + place + ").getOption().yAxis[0].";
      assertThat(page.evaluate(axis.formatted(0) + "type")).isEqualTo("log");
      assertThat(page.evaluate(axis.formatted(1) + "type")).isEqualTo("value");
      assertThat(page.evaluate(axis.formatted(0) + "min > 300")).isEqualTo("true");
      assertThat(page.evaluate(axis.formatted(0) + "max < 1000")).isEqualTo("true");
      assertThat(page.evaluate(place.formatted(0) + ".textContent"))
          .contains("logarithmic axis", "512");
    }
  }

  @Test
  void aCellIsColouredByWhatItsUnitTells() throws IOException {
    try (OpenPage page = open(file(DrawnContent.full()), DESK)) {
      String opacity =
          "parseFloat(getComputedStyle(document.querySelectorAll('.heat td')[%d])"
              + ".backgroundColor.split(',')[3])";
      // half of what the unit tells, so that the figure stays readable; browsers round it
      assertThat(Double.parseDouble(page.evaluate(opacity.formatted(0))))
          .isCloseTo(0.457, within(0.01));
      assertThat(Double.parseDouble(page.evaluate(opacity.formatted(1))))
          .isCloseTo(0.01, within(0.01));
    }
  }

  @Test
  void partsOfABarStandOnEachOther() throws IOException {
    try (OpenPage page = open(file(DrawnContent.full()), DESK)) {
      String counts = "JSON.parse(document.getElementById('chart-data').textContent).scores.counts";
      String drawn =
          "echarts.getInstanceByDom(document.querySelector('[data-chart=\"scores\"]'))"
              + ".getOption().series";
      String total = "(" + counts + ").reduce((sum, one) => sum + one.values[%d], 0)";
      for (int bin = 0; bin < 40; bin++) {
        assertThat(page.evaluate(drawn + ".slice(-1)[0].data[%d][1]".formatted(bin)))
            .isEqualTo(page.evaluate(total.formatted(bin)));
      }
      // The bin's middle, wherever else its bars might have been put
      assertThat(page.evaluate(drawn + ".every(one => one.data[3][0] === 920)")).isEqualTo("true");
    }
  }

  @Test
  void nothingSticksOutOnAPhone() throws IOException {
    for (ReportContent content : new ReportContent[] {DrawnContent.full(), DrawnContent.empty()}) {
      try (OpenPage page = open(file(content), PHONE)) {
        assertThat(page.evaluate("window.innerWidth")).isEqualTo("390");
        assertThat(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
            .isEqualTo("true");
        assertThat(page.complaints()).isEmpty();
      }
    }
  }

  @Test
  void hostileTextStaysText() throws IOException {
    String hostile =
        "</script><script>document.title='taken'</script>"
            + "<img src=x onerror=\"document.title='taken'\">";
    try (OpenPage page = open(file(DrawnContent.saying(hostile)), DESK)) {
      assertThat(page.evaluate("document.title")).isEqualTo("Surface tiles");
      assertThat(count(page, "script")).isEqualTo(3);
      assertThat(count(page, "img:not([src^='data:'])")).isZero();
      assertThat(page.evaluate("document.querySelector('.card-id').textContent")).contains(hostile);
      assertThat(page.complaints()).isEmpty();
    }
  }

  @Test
  void brokenPictureWouldBeSeen() throws IOException {
    try (OpenPage page = open(file(DrawnContent.full()), DESK)) {
      assertThat(count(page, "img")).isGreaterThan(50);
      assertThat(
              page.evaluate("Array.from(document.images).filter(i => i.naturalWidth === 0).length"))
          .isEqualTo("0");
    }
  }

  Path file(ReportContent content) throws IOException {
    Path file = folder.resolve("report.html");
    return Files.writeString(file, new ReportPage().html(content));
  }

  private static int count(OpenPage page, String selector) {
    return Integer.parseInt(page.evaluate("document.querySelectorAll(`" + selector + "`).length"));
  }
}
