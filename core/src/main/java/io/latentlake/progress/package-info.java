/** How long-running work reports its progress, whatever shows it. */
package io.latentlake.progress;
