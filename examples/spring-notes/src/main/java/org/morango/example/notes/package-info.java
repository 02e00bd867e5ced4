/** Notes that several instances share: a web application of one page on the Spring Boot starter. */
@NullMarked
package org.morango.example.notes;

import org.jspecify.annotations.NullMarked;
