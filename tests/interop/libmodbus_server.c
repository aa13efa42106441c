/* A Modbus/TCP server on libmodbus for the interoperability tests: `libmodbus-server PORT`.
 *
 * 400 of each kind: coils and discrete inputs are set where the address divides by 3, input register n holds
 * 2000 + n, holding register n holds 1000 + n. Writes are carried out and can be read back. Prints
 * "listening" when it is ready. */
#include <errno.h>
#include <modbus.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/select.h>
#include <unistd.h>

#define COUNT 400
#define CLIENTS 16

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: libmodbus-server PORT\n");
        return 2;
    }
    modbus_t *context = modbus_new_tcp("127.0.0.1", atoi(argv[1]));
    modbus_mapping_t *mapping = modbus_mapping_new(COUNT, COUNT, COUNT, COUNT);
    if (!context || !mapping) {
        return 1;
    }
    for (int at = 0; at < COUNT; at++) {
        mapping->tab_bits[at] = at % 3 == 0;
        mapping->tab_input_bits[at] = at % 3 == 0;
        mapping->tab_input_registers[at] = 2000 + at;
        mapping->tab_registers[at] = 1000 + at;
    }
    int listener = modbus_tcp_listen(context, CLIENTS);
    if (listener < 0) {
        fprintf(stderr, "cannot listen: %s\n", modbus_strerror(errno));
        return 1;
    }
    printf("listening\n");
    fflush(stdout);
    fd_set open;
    FD_ZERO(&open);
    FD_SET(listener, &open);
    int highest = listener;
    for (;;) {
        fd_set ready = open;
        if (select(highest + 1, &ready, NULL, NULL, NULL) < 0) {
            return 1;
        }
        for (int socket = 0; socket <= highest; socket++) {
            if (!FD_ISSET(socket, &ready)) {
                continue;
            }
            if (socket == listener) {
                int client = modbus_tcp_accept(context, &listener);
                if (client >= 0) {
                    FD_SET(client, &open);
                    highest = client > highest ? client : highest;
                }
                continue;
            }
            modbus_set_socket(context, socket);
            unsigned char query[MODBUS_TCP_MAX_ADU_LENGTH];
            int length = modbus_receive(context, query);
            if (length > 0) {
                modbus_reply(context, query, length, mapping);
            } else if (length < 0) {
                close(socket);
                FD_CLR(socket, &open);
            }
        }
    }
}
