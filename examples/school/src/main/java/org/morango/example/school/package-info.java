/** The school: a small application whose rows are synced, and its command line. */
@NullMarked
package org.morango.example.school;

import org.jspecify.annotations.NullMarked;
