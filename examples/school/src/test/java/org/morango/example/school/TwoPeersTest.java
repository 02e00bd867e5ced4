package org.morango.example.school;

class TwoPeersTest extends TwoPeersContract {
    @Override
    String databaseOfSecond() {
        return h2("city");
    }
}
