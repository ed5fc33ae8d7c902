# sql.sh - freetds' tsql against a small SQL Browser and TDS responder of ours (ssrp.py)
# shellcheck shell=bash
start_sql() {
    serve fe01 ssrp python3 "$peers/ssrp.py" "${ip4[fe01]}" FE01 RTCLOCAL:49155 LYNCLOCAL:49156
    serve sql01 ssrp python3 "$peers/ssrp.py" "${ip4[sql01]}" SQL01 RTC:49170 MSSQLSERVER:1433
    listens fe01 udp 1434
    listens sql01 udp 1434
    listens sql01 tcp 1433
}

talk_sql() {
    on fe02 env TDSVER=7.3 tsql -L -H "${ip4[fe01]}"
    truth sql ssrp.py+tsql fe02 fe01 udp 1434 ssrp documented T1.1 named
    on fe01 tsql -L -H "${ip4[sql01]}"
    truth sql ssrp.py+tsql fe01 sql01 udp 1434 ssrp dependency SQL.2 payload
    seconds=3 on fe01 env TDSVER=7.3 tsql -H "${ip4[sql01]}" -p 1433 -U sa -P lab
    truth sql ssrp.py+tsql fe01 sql01 tcp 1433 tds dependency SQL.1 payload flows=1+
    # SQL Browser said where the instance listens.
    seconds=3 on fe02 env TDSVER=7.3 tsql -H "${ip4[sql01]}" -p 49170 -U sa -P lab
    truth sql ssrp.py+tsql fe02 sql01 tcp 49170 tds dependency SQL.1 learned flows=1+
}
