package io.latentlake.jobs;

import io.latentlake.config.Key;

/** Where results go: section {@code output}. */
public record OutputOptions(
    @Key(
            value = "out",
            meaning = "Folder that holds the tables, models and report",
            example = "s3a://lake/latentlake")
        String path) {}
