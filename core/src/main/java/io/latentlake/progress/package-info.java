/** Progress reports of long-running work, independent of how they are shown. */
package io.latentlake.progress;
