# media.sh - RTP by ffmpeg over UDP and by GStreamer over TCP (RFC 4571), announced and not
#
# The sessions that are announced are so by the SDP of a SIP call in clear text (sip.sh).
# shellcheck shell=bash
start_media() {
    local conf=$work/media port
    mkdir -p "$conf"
    kamailio_host sba01 ask:5061
}

# sink HOST PORT: takes what comes to PORT and the next one, so that nobody says "unreachable".
sink() {
    local port
    for port in "$2" $(($2 + 1)); do
        ip netns exec "$1" timeout 12 gst-launch-1.0 -q udpsrc port="$port" ! fakesink \
            >>"$log/$1-sink" 2>&1 </dev/null &
    done
}

# audio|video FROM PORT ADDRESS PORT: half a second of it, with its RTCP at the ports above.
audio() {
    on "$1" ffmpeg -nostdin -v warning -re -f lavfi -i sine=frequency=440 -t 0.5 -ar 8000 -ac 1 \
        -c:a pcm_mulaw -f rtp "rtp://$3:$4?localrtpport=$2&localrtcpport=$(($2 + 1))"
}

video() {
    on "$1" ffmpeg -nostdin -v warning -re -f lavfi -i testsrc=size=128x96:rate=10 -t 1 \
        -c:v h263 -b:v 60k -rtpflags rfc2190 -f rtp "rtp://$3:$4?localrtpport=$2&localrtcpport=$(($2 + 1))"
}

# sharing FROM TO PORT TYPE: pictures in RTP with that payload type, in the frames of RFC 4571
sharing() {
    ip netns exec "$2" timeout 8 gst-launch-1.0 -q tcpserversrc host="${ip4[$2]}" port="$3" ! \
        fakesink >>"$log/$2-sink" 2>&1 </dev/null &
    until ip netns exec "$2" ss -H -ltn "sport = :$3" | grep -q .; do
        sleep 0.1
    done
    on "$1" gst-launch-1.0 -q videotestsrc num-buffers=6 ! \
        video/x-raw,format=I420,width=64,height=64,framerate=10/1 ! jpegenc quality=20 ! \
        rtpjpegpay pt="$4" ! rtpstreampay ! tcpclientsink host="${ip4[$2]}" port="$3"
}

# invite FROM TO PORT AT MEDIUM
invite() {
    on "$1" sipp -sf "$peers/invite.xml" -m 1 -l 1 -nostdin -timeout 5 -i 127.0.0.1 -p 6000 \
        -key target "sip:${ip4[$2]}:$3;transport=tcp" -key at "${ip4[$4]}" -key medium "$5" \
        -s "$2" 127.0.0.1:5999
}

talk_media() {
    sink med01 49200
    sink fe01 49300
    sink fe01 57600
    sink client2 5350
    sink client2 5390
    sleep 1
    talk_media_announced
    talk_media_found
}

# rtp SOFTWARE FROM TO TRANSPORT PORT ROW EVIDENCE: and its RTCP, where there is some
rtp() {
    truth media "$1" "$2" "$3" "$4" "$5" rtp documented "$6" "$7"
    if [ "$4" = udp ]; then
        # A report alone does not say of what medium it is: the first row of the document.
        truth media "$1" "$2" "$3" udp $(($5 + 1)) rtcp documented "${6/T4.9/T4.8}" "$7"
    fi
}

talk_media_announced() {
    invite sba01 med01 5068 sba01 "audio 16400 RTP/AVP 0"
    truth media kamailio+sipp sba01 med01 tcp 5068 sip documented T1.48 payload \
        findings=clear-text-sip
    audio sba01 16400 "${ip4[med01]}" 49200
    rtp ffmpeg sba01 med01 udp 49200 T1.39 learned
    invite fe03 fe02 5062 client2 "data 50110 TCP/RTP/AVP 100"
    truth media kamailio+sipp fe03 fe02 tcp 5062 sip documented T1.6 payload \
        findings=clear-text-sip
    sharing client1 client2 50110 100
    rtp gstreamer client1 client2 tcp 50110 T4.10 learned
}

# Known by their content: payload types 0 (audio), 34 (video), 127 (application sharing).
talk_media_found() {
    audio client1 50020 "${ip4[fe01]}" 49300
    rtp ffmpeg client1 fe01 udp 49300 T1.39 payload
    video client1 58000 "${ip4[fe01]}" 57600
    rtp ffmpeg client1 fe01 udp 57600 T1.10 payload
    sharing client1 fe01 50112 127
    rtp gstreamer client1 fe01 tcp 50112 T1.28 payload
    audio client1 5360 "${ip4[client2]}" 5350
    rtp ffmpeg client1 client2 udp 5350 T4.8 payload
    video client1 5370 "${ip4[client2]}" 5390
    rtp ffmpeg client1 client2 udp 5390 T4.9 payload
    sharing client1 client2 50111 127
    rtp gstreamer client1 client2 tcp 50111 T4.11 payload
    serve client2 msnftp python3 "$peers/msnftp.py" serve "${ip4[client2]}" 6891
    until ip netns exec client2 ss -H -ltn "sport = :6891" | grep -q .; do
        sleep 0.1
    done
    on client1 python3 "$peers/msnftp.py" fetch "${ip4[client2]}" 6891
    truth media msnftp.py client1 client2 tcp 6891 msnftp documented T4.7 payload
}
