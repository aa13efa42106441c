"""A Modbus/TCP server on pymodbus for the interoperability tests: `pymodbus_server.py PORT`.

Units 1 and 7, 400 of each kind: coils and discrete inputs are set where the address divides by 3, input
register n holds 2000 + n, holding register n holds 1000 + n (unit 7: 5000 + n). Writes are carried out and can
be read back. Prints "listening" when it is ready.
"""

import asyncio
import sys

from pymodbus.datastore import (
    ModbusDeviceContext,
    ModbusSequentialDataBlock,
    ModbusServerContext,
)
from pymodbus.server import ModbusTcpServer

COUNT = 400


def device(holding_base):
    # The block's own numbering starts at 1: address n of the wire is entry n + 1.
    bits = [at % 3 == 0 for at in range(COUNT)]
    return ModbusDeviceContext(
        di=ModbusSequentialDataBlock(1, list(bits)),
        co=ModbusSequentialDataBlock(1, list(bits)),
        ir=ModbusSequentialDataBlock(1, [2000 + at for at in range(COUNT)]),
        hr=ModbusSequentialDataBlock(1, [holding_base + at for at in range(COUNT)]),
    )


async def main():
    context = ModbusServerContext(devices={1: device(1000), 7: device(5000)}, single=False)
    server = ModbusTcpServer(context, address=("127.0.0.1", int(sys.argv[1])))
    await server.serve_forever(background=True)
    print("listening", flush=True)
    await asyncio.Event().wait()


asyncio.run(main())
